package io.isere.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.datamover.TransportKind;
import io.isere.iscsi.login.DefaultValues;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.DataInBhs;
import io.isere.iscsi.pdu.DataOutBhs;
import io.isere.iscsi.pdu.LoginResponseBhs;
import io.isere.iscsi.pdu.ReadyToTransferBhs;
import io.isere.iscsi.pdu.ScsiCommandBhs;
import io.isere.iscsi.pdu.ScsiResponseBhs;
import io.isere.iscsi.target.TargetSettings;
import io.isere.iscsi.text.LocalValues;
import io.isere.iscsi.text.NegotiationKey;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.TaskOutcome;
import io.isere.tcp.TcpOptions;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An initiator over TCP and a target that breaks the protocol: the connection or the task is lost, with a reason; memory
 * around the command's is untouched, and sessions with other targets go on.
 */
class EngineTcpBrokenTargetTest extends BrokenTargetTestBase {
    private static final int BURST_BYTES = 2048;
    private final RawTcpTarget target;

    EngineTcpBrokenTargetTest() {
        begin(new EngineRig(TargetSettings.defaults(), TcpOptions.plain(), TcpOptions.plain(), sockets -> sockets));
        target = new RawTcpTarget(rig);
    }

    @AfterEach
    void bystanderIsUnharmed() {
        target.close();
        assertBystanderUnharmed();
    }

    private void login(boolean inOrder, boolean digests) {
        String digest = digests ? "CRC32C" : "None";
        LocalValues values = DefaultValues.target(TransportKind.TCP)
                .with(NegotiationKey.MAX_BURST_LENGTH, BURST_BYTES)
                .with(NegotiationKey.FIRST_BURST_LENGTH, 512)
                .with(NegotiationKey.MAX_OUTSTANDING_R2T, 2)
                .with(NegotiationKey.DATA_PDU_IN_ORDER, inOrder)
                .with(NegotiationKey.DATA_SEQUENCE_IN_ORDER, inOrder);
        TcpOptions wanted = TcpOptions.plain()
                .withKeys(LocalValues.none()
                        .with(NegotiationKey.HEADER_DIGEST, digest)
                        .with(NegotiationKey.DATA_DIGEST, digest)
                        .with(NegotiationKey.MAX_OUTSTANDING_R2T, 2)
                        .with(NegotiationKey.DATA_PDU_IN_ORDER, inOrder)
                        .with(NegotiationKey.DATA_SEQUENCE_IN_ORDER, inOrder));
        session = target.login(rig.connector(wanted), PATIENT, values, digests);
    }

    /** The tag of the command that has come. */
    private int tag() {
        return new ScsiCommandBhs().wrap(target.request(), 0).initiatorTaskTag();
    }

    private void dataIn(int tag, int dataSn, int offset, int bytes, boolean last) {
        DataInBhs bhs = new DataInBhs()
                .wrap(header(), 0)
                .init()
                .initiatorTaskTag(tag)
                .targetTransferTag(Bhs.RESERVED_TAG)
                .dataSn(dataSn)
                .bufferOffsetBytes(offset)
                .finalBit(last)
                .statusBit(last);
        if (last) {
            target.answer(bhs, data(bytes));
        } else {
            target.send(
                    bhs.expCmdSn(1).maxCmdSn(64).dataSegmentLengthBytes(bytes).buffer(), data(bytes));
        }
    }

    private void r2t(int tag, int transferTag, int r2tSn, int offset, int bytes) {
        ReadyToTransferBhs bhs = new ReadyToTransferBhs()
                .wrap(header(), 0)
                .init()
                .initiatorTaskTag(tag)
                .targetTransferTag(transferTag)
                .r2tSn(r2tSn)
                .bufferOffsetBytes(offset)
                .desiredDataTransferLengthBytes(bytes);
        target.send(bhs.expCmdSn(1).maxCmdSn(64).buffer(), new byte[0]);
    }

    private void response(int tag) {
        target.answer(new ScsiResponseBhs().wrap(header(), 0).init().initiatorTaskTag(tag));
    }

    /** And its connection is closed. */
    private void assertDropped(Submitted command, String reason) {
        assertLost(command, reason);
        target.until("the connection is closed", () -> target.ended);
    }

    @Test
    void shouldReadWhatIsSentRightly() {
        login(true, false);
        Submitted read = submit(DataDirection.IN);
        int tag = tag();
        dataIn(tag, 0, 0, 1024, false);
        dataIn(tag, 1, 1024, 3072, true);
        rig.until("the command has ended", read::ended);
        assertThat(read.task.isGood()).isTrue();
        assertThat(read.buffer.get(BYTES - 1)).isEqualTo(SENT);
    }

    /** Wrong DataSN, beyond the buffer, a hole, the same again. */
    @ParameterizedTest
    @CsvSource({
        "1, 0, 1024, is not the 0 that is next",
        "0, 3584, 1024, is beyond the buffer",
        "0, 4096, 512, is beyond the buffer",
        "0, -512, 512, is beyond the buffer",
        "0, 512, 512, leaves a hole",
    })
    void shouldDropAWrongDataIn(int dataSn, int offset, int bytes, String reason) {
        login(true, false);
        Submitted read = submit(DataDirection.IN);
        dataIn(tag(), dataSn, offset, bytes, false);
        assertDropped(read, reason);
        assertThat(read.buffer.get(0)).isEqualTo(STALE);
        assertThat(read.buffer.get(BYTES - 1)).isEqualTo(STALE);
    }

    /** Twice the first half would count as a whole, and leave the second as it was. */
    @Test
    void shouldDropOverlappingDataIn() {
        login(true, false);
        Submitted read = submit(DataDirection.IN);
        int tag = tag();
        dataIn(tag, 0, 0, 2048, false);
        dataIn(tag, 1, 0, 2048, true);
        assertDropped(read, "overlaps");
    }

    @Test
    void shouldDropMoreDataInThanThereIsRoomForHoweverItIsOrdered() {
        login(false, false);
        Submitted read = submit(DataDirection.IN);
        int tag = tag();
        dataIn(tag, 0, 2048, 2048, false);
        dataIn(tag, 1, 1024, 2048, false);
        dataIn(tag, 2, 0, 1024, true);
        assertDropped(read, "overlaps");
    }

    /** DataPDUInOrder=No and DataSequenceInOrder=No, and so it comes. */
    @Test
    void shouldReadWhatIsSentOutOfOrder() {
        login(false, false);
        Submitted read = submit(DataDirection.IN);
        int tag = tag();
        dataIn(tag, 0, 3072, 1024, false);
        dataIn(tag, 1, 0, 1024, false);
        dataIn(tag, 2, 2048, 1024, false);
        dataIn(tag, 3, 1024, 1024, true);
        rig.until("the command has ended", read::ended);
        assertThat(read.task.isGood()).isTrue();
        for (int i = 0; i < BYTES; i++) {
            assertThat(read.buffer.get(i)).isEqualTo(SENT);
        }
    }

    /** What never came is not said to be there. */
    @Test
    void shouldCountWhatATargetKeptToItself() {
        login(true, false);
        Submitted read = submit(DataDirection.IN);
        int tag = tag();
        dataIn(tag, 0, 0, 1024, false);
        response(tag);
        rig.until("the command has ended", read::ended);
        assertThat(read.task.transferredBytes()).isEqualTo(1024);
        assertThat(read.task.underflowBytes()).isEqualTo(BYTES - 1024);
    }

    @Test
    void shouldDropADataInForAWrite() {
        login(true, false);
        Submitted write = submit(DataDirection.OUT);
        dataIn(tag(), 0, 0, 512, false);
        assertDropped(write, "reads nothing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Data-In", "R2T"})
    void shouldDropATaskThatNeverWas(String pdu) {
        login(true, false);
        Submitted read = submit(DataDirection.IN);
        tag();
        if (pdu.equals("R2T")) {
            r2t(0x7777, 1, 0, 0, 512);
        } else {
            dataIn(0x7777, 0, 0, 512, false);
        }
        assertDropped(read, "task that never was");
    }

    /** It ended a moment ago, perhaps by an abort: what comes for it is thrown away. */
    @Test
    void shouldThrowAwayWhatComesForATaskThatHasEnded() {
        login(true, false);
        Submitted first = submit(DataDirection.IN);
        int tag = tag();
        dataIn(tag, 0, 0, BYTES, true);
        rig.until("the first has ended", first::ended);
        dataIn(tag, 1, 0, BYTES, true);
        r2t(tag, 1, 0, 0, 512);
        response(tag);
        Submitted second = submit(DataDirection.IN);
        dataIn(tag(), 0, 0, BYTES, true);
        rig.until("the second has ended", second::ended);
        assertThat(second.task.isGood()).isTrue();
        assertThat(first.completions).isEqualTo(1);
    }

    @Test
    void shouldDropAnR2tForARead() {
        login(true, false);
        Submitted read = submit(DataDirection.IN);
        r2t(tag(), 1, 0, 0, 512);
        assertDropped(read, "writes nothing");
    }

    /** Wrong R2TSN, nothing, beyond the end, longer than a burst, no tag. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 0, 512, R2TSN 1 is not the 0",
        "1, 0, 0, 0, asks for 0 bytes",
        "1, 0, 3584, 1024, more than a burst or than there is",
        "1, 0, -512, 512, more than a burst or than there is",
        "1, 0, 0, 4096, more than a burst or than there is",
        "-1, 0, 0, 512, has no tag",
    })
    void shouldDropAWrongR2t(int transferTag, int r2tSn, int offset, int bytes, String reason) {
        login(true, false);
        Submitted write = submit(DataDirection.OUT);
        r2t(tag(), transferTag, r2tSn, offset, bytes);
        assertDropped(write, reason);
    }

    /** DataSequenceInOrder=No, MaxOutstandingR2T=2: bursts are asked for from behind, two at a time. */
    @Test
    void shouldAnswerR2tsInTheOrderTheyCome() {
        login(false, false);
        Submitted write = submit(DataDirection.OUT);
        write.buffer.put(0, SENT).put(2048, SENT);
        int tag = tag();
        r2t(tag, 5, 0, 2048, 2048);
        r2t(tag, 6, 1, 0, 2048);
        int[] offsets = {2048, 0};
        for (int i = 0; i < 2; i++) {
            ByteBuffer pdu = target.request();
            DataOutBhs dataOut = new DataOutBhs().wrap(pdu, 0);
            assertThat(dataOut.targetTransferTag()).isEqualTo(5 + i);
            assertThat(dataOut.bufferOffsetBytes()).isEqualTo(offsets[i]);
            assertThat(dataOut.dataSn()).isZero();
            assertThat(dataOut.finalBit()).isTrue();
            assertThat(pdu.get(Bhs.LENGTH_BYTES)).isEqualTo(SENT);
        }
        response(tag);
        rig.until("the command has ended", write::ended);
        assertThat(write.task.isGood()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0x01, 0x1c, 0x2e, 0x3e})
    void shouldDropAnOpcodeThatNoTargetSends(int opcode) {
        login(true, false);
        Submitted read = submit(DataDirection.IN);
        tag();
        ByteBuffer header = header().put(0, (byte) opcode).put(1, (byte) 0x80);
        target.send(header, new byte[0]);
        assertDropped(read, "");
    }

    /** Header, data. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldDropAWrongDigest(boolean ofData) {
        login(true, true);
        Submitted read = submit(DataDirection.IN);
        DataInBhs bhs = new DataInBhs()
                .wrap(header(), 0)
                .init()
                .initiatorTaskTag(tag())
                .targetTransferTag(Bhs.RESERVED_TAG)
                .dataSegmentLengthBytes(4);
        byte[] pdu = Arrays.copyOf(bhs.buffer().array(), Bhs.LENGTH_BYTES + 12);
        int digest = RawTcpPeer.crc(pdu, 0, Bhs.LENGTH_BYTES);
        ByteBuffer.wrap(pdu).putInt(Bhs.LENGTH_BYTES, ofData ? digest : digest + 1);
        target.sendRaw(pdu);
        assertDropped(read, "digest");
        assertThat(read.task.isGood()).isFalse();
    }

    /** Half a header, half a data segment, then the end. */
    @ParameterizedTest
    @ValueSource(ints = {1, 47, 48, 60})
    void shouldDropATruncatedPdu(int bytes) {
        login(true, false);
        Submitted read = submit(DataDirection.IN);
        DataInBhs bhs = new DataInBhs()
                .wrap(header(), 0)
                .init()
                .initiatorTaskTag(tag())
                .targetTransferTag(Bhs.RESERVED_TAG)
                .dataSegmentLengthBytes(512);
        target.sendRaw(Arrays.copyOf(bhs.buffer().array(), bytes));
        rig.settle();
        target.close();
        rig.until("the command has ended", read::ended);
        assertThat(read.task.outcome()).isEqualTo(TaskOutcome.CONNECTION_LOST);
    }

    /** Peers do not look at gaps in StatSN either (Linux, libiscsi): over TCP no status is lost. The number is followed. */
    @Test
    void shouldFollowAStatSnThatJumps() {
        login(true, false);
        Submitted read = submit(DataDirection.IN);
        DataInBhs bhs = new DataInBhs()
                .wrap(header(), 0)
                .init()
                .initiatorTaskTag(tag())
                .targetTransferTag(Bhs.RESERVED_TAG)
                .finalBit(true)
                .statusBit(true)
                .statSn(0x7000_0000)
                .expCmdSn(1)
                .maxCmdSn(64)
                .dataSegmentLengthBytes(BYTES);
        target.send(bhs.buffer(), data(BYTES));
        rig.until("the command has ended", read::ended);
        assertThat(read.task.isGood()).isTrue();
        submit(DataDirection.IN);
        assertThat(new ScsiCommandBhs().wrap(target.request(), 0).expStatSn()).isEqualTo(0x7000_0001);
    }

    /** A response may bring AHS that nobody knows; its data stays where it is. */
    @Test
    void shouldSkipAnAhs() {
        login(true, false);
        Submitted read = submit(DataDirection.IN);
        ByteBuffer pdu = ByteBuffer.allocate(Bhs.LENGTH_BYTES + 8 + 512);
        new DataInBhs()
                .wrap(pdu, 0)
                .init()
                .initiatorTaskTag(tag())
                .targetTransferTag(Bhs.RESERVED_TAG)
                .finalBit(true)
                .statusBit(true)
                .underflowBit(true)
                .residualCountBytes(BYTES - 512)
                .statSn(2)
                .expCmdSn(1)
                .maxCmdSn(64)
                .totalAhsLengthBytes(8)
                .dataSegmentLengthBytes(512);
        pdu.putShort(Bhs.LENGTH_BYTES, (short) 5).put(Bhs.LENGTH_BYTES + 2, (byte) 0x3f);
        pdu.put(Bhs.LENGTH_BYTES + 8, data(512));
        target.sendRaw(pdu.array());
        rig.until("the command has ended", read::ended);
        assertThat(read.task.isGood()).isTrue();
        assertThat(read.task.transferredBytes()).isEqualTo(512);
        assertThat(read.buffer.get(511)).isEqualTo(SENT);
        assertThat(read.buffer.get(512)).isEqualTo(STALE);
    }

    @Test
    void shouldDropALoginResponseAfterLogin() {
        login(true, false);
        Submitted read = submit(DataDirection.IN);
        tag();
        target.answer(new LoginResponseBhs().wrap(header(), 0).init());
        assertDropped(read, "Login Response");
    }
}
