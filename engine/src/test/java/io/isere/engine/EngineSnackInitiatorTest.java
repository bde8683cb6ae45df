package io.isere.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.datamover.TransportKind;
import io.isere.iscsi.initiator.InitiatorSession;
import io.isere.iscsi.initiator.InitiatorSettings;
import io.isere.iscsi.login.DefaultValues;
import io.isere.iscsi.pdu.AnyRequestBhs;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.DataInBhs;
import io.isere.iscsi.pdu.Opcode;
import io.isere.iscsi.pdu.ReadyToTransferBhs;
import io.isere.iscsi.pdu.RejectBhs;
import io.isere.iscsi.pdu.RejectReason;
import io.isere.iscsi.pdu.ResponseBhs;
import io.isere.iscsi.pdu.ScsiCommandBhs;
import io.isere.iscsi.pdu.ScsiResponseBhs;
import io.isere.iscsi.pdu.SnackRequestBhs;
import io.isere.iscsi.session.Resilience;
import io.isere.iscsi.target.TargetSettings;
import io.isere.iscsi.text.LocalValues;
import io.isere.iscsi.text.NegotiationKey;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.ScsiStatus;
import io.isere.tcp.TcpOptions;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An initiator at ErrorRecoveryLevel 1, and a target whose PDUs get lost (RFC 7143 sections 7.8, 7.9, 11.7.2 and 11.16). */
class EngineSnackInitiatorTest extends EngineTestBase {
    private static final long HOUR_NS = 3_600_000_000_000L;
    private static final int BYTES = 4096;
    private static final int DATA = 0;
    private static final int STATUS = 1;
    private static final int DATA_ACK = 2;
    private static final byte[] NOTHING = {};

    private final EngineRig rig =
            new EngineRig(TargetSettings.defaults(), TcpOptions.plain(), TcpOptions.plain(), sockets -> sockets);
    private final RawTcpTarget target = new RawTcpTarget(rig);
    private InitiatorSession session;
    private int statSn;

    @BeforeEach
    void login() {
        LocalValues digests = LocalValues.none()
                .with(NegotiationKey.HEADER_DIGEST, "CRC32C")
                .with(NegotiationKey.DATA_DIGEST, "CRC32C")
                .with(NegotiationKey.IMMEDIATE_DATA, true);
        LocalValues values = DefaultValues.target(TransportKind.TCP)
                .with(NegotiationKey.ERROR_RECOVERY_LEVEL, 1)
                .with(NegotiationKey.DATA_PDU_IN_ORDER, true)
                .with(NegotiationKey.DATA_SEQUENCE_IN_ORDER, true);
        InitiatorSettings settings = InitiatorSettings.of("iqn.2026-11.io.isere:loser", 7)
                .withTimeouts(HOUR_NS, HOUR_NS, HOUR_NS)
                .withResilience(new Resilience(1, 1));
        session = target.login(rig.connector(TcpOptions.plain().withKeys(digests)), settings, values, true);
        statSn = target.nextStatSn();
    }

    @AfterEach
    void end() {
        target.close();
        rig.until("the session has ended", () -> session.ended().isComplete());
        assertThat(rig.uncaught()).isEmpty();
        assertThat(rig.context(1).buffers().inUse()).isZero();
        assertThat(rig.context(1).memory().connectionRegionsInUse()).isZero();
    }

    private Submitted submit(DataDirection direction, int bytes) {
        byte[] cdb = new byte[10];
        cdb[0] = (byte) (direction == DataDirection.IN ? 0x28 : direction == DataDirection.OUT ? 0x2a : 0);
        cdb[8] = (byte) (bytes / 512);
        return Submitted.raw(rig, session, 0, cdb, direction, bytes);
    }

    private AnyRequestBhs request(Opcode opcode) {
        AnyRequestBhs bhs = new AnyRequestBhs().wrap(target.request(), 0);
        assertThat(bhs.opcode()).isEqualTo(opcode);
        return bhs;
    }

    private int tag() {
        return request(Opcode.SCSI_COMMAND).initiatorTaskTag();
    }

    private void assertSnack(int type, int begin, int count) {
        SnackRequestBhs snack = new SnackRequestBhs().wrap(target.request(), 0);
        assertThat(snack.opcode()).isEqualTo(Opcode.SNACK_REQUEST);
        assertThat(snack.type()).isEqualTo(type);
        assertThat(snack.begRun()).isEqualTo(begin);
        assertThat(snack.runLength()).isEqualTo(count);
        assertThat(snack.expStatSn()).isEqualTo(statSn);
    }

    private void send(ResponseBhs<?> bhs, byte[] data, boolean intact) {
        bhs.expCmdSn(1).maxCmdSn(64).dataSegmentLengthBytes(data.length);
        if (intact) {
            target.send(bhs.buffer(), data);
        } else {
            target.sendDamaged(bhs.buffer(), data);
        }
    }

    private static byte[] data(int dataSn) {
        byte[] data = new byte[1024];
        Arrays.fill(data, (byte) (dataSn + 1));
        return data;
    }

    private void dataIn(int tag, int dataSn, boolean intact) {
        dataIn(tag, dataSn, false, intact);
    }

    private void dataIn(int tag, int dataSn, boolean acknowledge, boolean intact) {
        send(
                new DataInBhs()
                        .wrap(BrokenTargetTestBase.header(), 0)
                        .init()
                        .initiatorTaskTag(tag)
                        .targetTransferTag(acknowledge ? 77 : Bhs.RESERVED_TAG)
                        .acknowledgeBit(acknowledge)
                        .dataSn(dataSn)
                        .bufferOffsetBytes(dataSn * 1024L)
                        .finalBit(dataSn == 3),
                data(dataSn),
                intact);
    }

    private void response(int tag, int number, int expDataSn) {
        send(
                new ScsiResponseBhs()
                        .wrap(BrokenTargetTestBase.header(), 0)
                        .init()
                        .initiatorTaskTag(tag)
                        .statSn(number)
                        .expDataSn(expDataSn),
                NOTHING,
                true);
    }

    private void assertWhole(Submitted read) {
        rig.until("the command has ended", read::ended);
        assertThat(read.task.isGood()).isTrue();
        assertThat(read.completions).isEqualTo(1);
        for (int i = 0; i < BYTES; i++) {
            assertThat(read.buffer.get(i)).isEqualTo((byte) (i / 1024 + 1));
        }
    }

    @Test
    void shouldAskForDataThatCameDamaged() {
        Submitted read = submit(DataDirection.IN, BYTES);
        int tag = tag();
        dataIn(tag, 0, true);
        dataIn(tag, 1, false);
        dataIn(tag, 2, true);
        dataIn(tag, 3, true);
        response(tag, statSn, 4);
        assertSnack(DATA, 1, 1);
        rig.settle();
        assertThat(read.ended()).isFalse();
        dataIn(tag, 1, false);
        assertSnack(DATA, 1, 1);
        dataIn(tag, 1, true);
        dataIn(tag, 1, true); // once more than it was asked for
        assertWhole(read);
    }

    @Test
    void shouldAskForDataThatIsMissing() {
        Submitted read = submit(DataDirection.IN, BYTES);
        int tag = tag();
        dataIn(tag, 2, true);
        assertSnack(DATA, 0, 2);
        response(tag, statSn, 4);
        assertSnack(DATA, 3, 1);
        dataIn(tag, 3, true);
        dataIn(tag, 0, true);
        rig.settle();
        assertThat(read.ended()).isFalse();
        dataIn(tag, 1, true);
        assertWhole(read);
    }

    /** Sections 4.2.2.2 and 7.9: a status with a later number waits for the one before. */
    @Test
    void shouldAskForAStatusThatIsMissing() {
        Submitted first = submit(DataDirection.NONE, 0);
        Submitted second = submit(DataDirection.NONE, 0);
        int firstTag = tag();
        int secondTag = tag();
        response(secondTag, statSn + 1, 0);
        assertSnack(STATUS, statSn, 1);
        rig.settle();
        assertThat(second.ended()).isFalse();
        response(firstTag, statSn, 0);
        response(firstTag, statSn, 0);
        rig.until("both have ended", () -> first.ended() && second.ended());
        assertThat(first.completions + second.completions).isEqualTo(2);
        submit(DataDirection.NONE, 0);
        assertThat(new ScsiCommandBhs().wrap(target.request(), 0).expStatSn()).isEqualTo(statSn + 2);
    }

    @Test
    void shouldAskForSenseDataThatCameDamaged() {
        Submitted command = submit(DataDirection.NONE, 0);
        int tag = tag();
        byte[] sense = new byte[20];
        sense[1] = 18;
        sense[2] = 0x70;
        sense[4] = 5;
        ScsiResponseBhs response = new ScsiResponseBhs()
                .wrap(BrokenTargetTestBase.header(), 0)
                .init()
                .initiatorTaskTag(tag)
                .status(ScsiStatus.CHECK_CONDITION)
                .statSn(statSn);
        send(response, sense, false);
        assertSnack(STATUS, statSn, 1);
        send(response, sense, true);
        rig.until("the command has ended", command::ended);
        assertThat(command.task.status()).isEqualTo(ScsiStatus.CHECK_CONDITION);
        assertThat(command.task.senseLengthBytes()).isEqualTo(18);
    }

    /** Section 11.7.2: not before holes are filled. */
    @Test
    void shouldAcknowledgeDataWhenItIsWhole() {
        Submitted read = submit(DataDirection.IN, BYTES);
        int tag = tag();
        dataIn(tag, 1, true, true);
        assertSnack(DATA, 0, 1);
        dataIn(tag, 0, true);
        SnackRequestBhs ack = new SnackRequestBhs().wrap(target.request(), 0);
        assertThat(ack.type()).isEqualTo(DATA_ACK);
        assertThat(ack.begRun()).isEqualTo(2);
        assertThat(ack.runLength()).isZero();
        assertThat(ack.targetTransferTag()).isEqualTo(77);
        assertThat(ack.initiatorTaskTag()).isEqualTo(Bhs.RESERVED_TAG);
        dataIn(tag, 2, true);
        dataIn(tag, 3, true);
        response(tag, statSn, 4);
        assertWhole(read);
    }

    @Test
    void shouldAskForAnR2tThatIsMissing() {
        Submitted write = submit(DataDirection.OUT, 262144);
        int tag = request(Opcode.SCSI_COMMAND).initiatorTaskTag();
        skipData();
        r2t(tag, 1, 200_000, 1000);
        assertSnack(DATA, 0, 1);
        assertThat(request(Opcode.DATA_OUT).initiatorTaskTag()).isEqualTo(tag);
        r2t(tag, 0, 190_000, 1000);
        assertThat(request(Opcode.DATA_OUT).initiatorTaskTag()).isEqualTo(tag);
        r2t(tag, 0, 190_000, 1000); // known already
        response(tag, statSn, 2);
        rig.until("the write has ended", write::ended);
        assertThat(write.task.isGood()).isTrue();
        assertThat(target.received).isEmpty();
    }

    /** What came with the command unasked is no matter here. */
    private void skipData() {
        rig.settle();
        target.poll();
        target.received.clear();
    }

    private void r2t(int tag, int r2tSn, int offset, int bytes) {
        ReadyToTransferBhs r2t = new ReadyToTransferBhs()
                .wrap(BrokenTargetTestBase.header(), 0)
                .init()
                .initiatorTaskTag(tag)
                .targetTransferTag(9)
                .statSn(statSn)
                .r2tSn(r2tSn)
                .bufferOffsetBytes(offset)
                .desiredDataTransferLengthBytes(bytes);
        send(r2t, NOTHING, true);
    }

    /** Section 7.2.1: with the same tag and the same CmdSN. */
    @Test
    void shouldSendADiscardedCommandAgain() {
        Submitted write = submit(DataDirection.OUT, 512);
        ByteBuffer first = target.request();
        byte[] proof = new byte[Bhs.LENGTH_BYTES];
        first.get(0, proof);
        send(
                new RejectBhs()
                        .wrap(BrokenTargetTestBase.header(), 0)
                        .init()
                        .reasonCode(RejectReason.DATA_DIGEST_ERROR.code())
                        .initiatorTaskTag(Bhs.RESERVED_TAG)
                        .statSn(statSn),
                proof,
                true);
        ScsiCommandBhs again = new ScsiCommandBhs().wrap(target.request(), 0);
        ScsiCommandBhs before = new ScsiCommandBhs().wrap(first, 0);
        assertThat(again.initiatorTaskTag()).isEqualTo(before.initiatorTaskTag());
        assertThat(again.cmdSn()).isEqualTo(before.cmdSn());
        assertThat(again.expStatSn()).isEqualTo(statSn + 1);
        assertThat(again.dataSegmentLengthBytes()).isEqualTo(512);
        response(again.initiatorTaskTag(), statSn + 1, 0);
        rig.until("the write has ended", write::ended);
        assertThat(write.task.isGood()).isTrue();
    }

    /** Section 7.8, a.1: there is nothing more to be had from such a target. */
    @Test
    void shouldGiveUpATargetThatRejectsSnacks() {
        Submitted read = submit(DataDirection.IN, BYTES);
        int tag = tag();
        dataIn(tag, 1, true);
        ByteBuffer snack = target.request();
        byte[] proof = new byte[Bhs.LENGTH_BYTES];
        snack.get(0, proof);
        send(
                new RejectBhs()
                        .wrap(BrokenTargetTestBase.header(), 0)
                        .init()
                        .reasonCode(RejectReason.SNACK_REJECT.code())
                        .initiatorTaskTag(Bhs.RESERVED_TAG)
                        .statSn(statSn),
                proof,
                true);
        rig.until("the command has ended", read::ended);
        assertThat(session.endReason()).contains("SNACK_REJECT");
    }
}
