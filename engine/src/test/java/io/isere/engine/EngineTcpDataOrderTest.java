package io.isere.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.datamover.TransportKind;
import io.isere.iscsi.login.DefaultValues;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.BidirectionalReadAhs;
import io.isere.iscsi.pdu.DataOutBhs;
import io.isere.iscsi.pdu.ExtendedCdbAhs;
import io.isere.iscsi.pdu.Opcode;
import io.isere.iscsi.pdu.ReadyToTransferBhs;
import io.isere.iscsi.pdu.ScsiCommandBhs;
import io.isere.iscsi.pdu.ScsiResponseBhs;
import io.isere.iscsi.target.TargetSettings;
import io.isere.iscsi.text.LocalValues;
import io.isere.iscsi.text.NegotiationKey;
import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.scsi.task.DataSegments;
import io.isere.scsi.task.ScsiStatus;
import io.isere.tcp.TcpOptions;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A target over TCP with DataPDUInOrder=No and DataSequenceInOrder=No, and commands with additional header segments. */
class EngineTcpDataOrderTest extends EngineTestBase {
    private static final int BURST_BYTES = 2048;
    private static final int BYTES = 4096;
    private static final int TAG = 7;

    private static final LocalValues ANY_ORDER = LocalValues.none()
            .with(NegotiationKey.INITIAL_R2T, false)
            .with(NegotiationKey.IMMEDIATE_DATA, false)
            .with(NegotiationKey.MAX_BURST_LENGTH, BURST_BYTES)
            .with(NegotiationKey.FIRST_BURST_LENGTH, BURST_BYTES)
            .with(NegotiationKey.MAX_OUTSTANDING_R2T, 2)
            .with(NegotiationKey.DATA_PDU_IN_ORDER, false)
            .with(NegotiationKey.DATA_SEQUENCE_IN_ORDER, false);

    private final RamBackstore disk = new RamBackstore(1 << 20);
    private final EngineRig rig = new EngineRig(
            TargetSettings.defaults(), TcpOptions.plain().withKeys(ANY_ORDER), TcpOptions.plain(), sockets -> sockets);
    private RawTcpInitiator peer;
    private int cmdSn = 1;

    @BeforeEach
    void login() {
        rig.addLun(0, disk);
        peer = new RawTcpInitiator(rig);
        peer.login(
                DefaultValues.initiator(TransportKind.TCP)
                        .with(NegotiationKey.INITIAL_R2T, false)
                        .with(NegotiationKey.MAX_OUTSTANDING_R2T, 2)
                        .with(NegotiationKey.DATA_PDU_IN_ORDER, false)
                        .with(NegotiationKey.DATA_SEQUENCE_IN_ORDER, false),
                false);
        // Takes the unit attention of a new session.
        command(command(0x00, 0).finalBit(true), 0);
        response();
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(rig.uncaught()).isEmpty();
        peer.close();
        rig.until("the connection is closed", () -> rig.closedConnections() == 1);
        assertThat(rig.context(0).buffers().inUse()).isZero();
    }

    private ScsiCommandBhs command(int opcode, int expectedBytes) {
        ByteBuffer cdb = ByteBuffer.allocate(16);
        cdb.put(0, (byte) opcode).put(8, (byte) (expectedBytes / 512));
        return new ScsiCommandBhs()
                .wrap(ByteBuffer.allocate(Bhs.LENGTH_BYTES + 64), 0)
                .init()
                .writeBit(opcode == 0x2a)
                .readBit(opcode == 0x28)
                .initiatorTaskTag(TAG)
                .expectedDataTransferLengthBytes(expectedBytes)
                .cdb(cdb, 0, 16);
    }

    private void command(ScsiCommandBhs bhs, int ahsBytes) {
        bhs.cmdSn(cmdSn++).totalAhsLengthBytes(ahsBytes);
        peer.sendRaw(Arrays.copyOf(bhs.buffer().array(), Bhs.LENGTH_BYTES + ahsBytes));
    }

    private ByteBuffer next(String what) {
        peer.until(what, () -> !peer.received.isEmpty() || peer.ended);
        assertThat(peer.ended).as("dropped instead of " + what).isFalse();
        return peer.received.remove(0);
    }

    private ScsiResponseBhs response() {
        ScsiResponseBhs bhs = new ScsiResponseBhs().wrap(next("a response"), 0);
        assertThat(bhs.opcode()).isEqualTo(Opcode.SCSI_RESPONSE);
        return bhs;
    }

    /** Data whose bytes say where they belong. */
    private void dataOut(int transferTag, int dataSn, int offset, int bytes, boolean last) {
        byte[] data = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            data[i] = content(offset + i);
        }
        DataOutBhs bhs = new DataOutBhs()
                .wrap(ByteBuffer.allocate(Bhs.LENGTH_BYTES), 0)
                .init()
                .finalBit(last)
                .initiatorTaskTag(TAG)
                .targetTransferTag(transferTag)
                .dataSn(dataSn)
                .bufferOffsetBytes(offset)
                .dataSegmentLengthBytes(bytes);
        peer.send(bhs.buffer(), data);
    }

    private static byte content(int at) {
        return (byte) (at / 256 + 1);
    }

    private int transferTag() {
        return new ReadyToTransferBhs().wrap(next("an R2T"), 0).targetTransferTag();
    }

    private void assertWritten() {
        assertThat(response().status()).isZero();
        DataSegments stored = new DataSegments();
        assertThat(disk.mapRead(0, BYTES, stored)).isTrue();
        byte[] bytes = new byte[BYTES];
        stored.getBytes(ByteBuffer.wrap(bytes));
        for (int at = 0; at < BYTES; at++) {
            assertThat(bytes[at]).as("byte " + at).isEqualTo(content(at));
        }
    }

    @Test
    void shouldTakeBurstsAndTheirPdusInAnyOrder() {
        command(command(0x2a, BYTES).finalBit(true), 0);
        int first = transferTag();
        int second = transferTag();
        dataOut(second, 0, 3584, 512, false);
        dataOut(first, 0, 1024, 512, false);
        dataOut(second, 1, 2048, 1536, true);
        dataOut(first, 1, 1536, 512, false);
        dataOut(first, 2, 0, 1024, true);
        assertWritten();
    }

    @Test
    void shouldTakeUnsolicitedPdusInAnyOrder() {
        command(command(0x2a, BYTES).finalBit(false), 0);
        dataOut(Bhs.RESERVED_TAG, 0, 1024, 1024, false);
        dataOut(Bhs.RESERVED_TAG, 1, 0, 1024, true);
        int rest = transferTag();
        dataOut(rest, 0, 3072, 1024, false);
        dataOut(rest, 1, 2048, 1024, true);
        assertWritten();
    }

    /** As many bytes as were asked for, but some of them twice: others would be what the memory held before. */
    @ParameterizedTest
    @CsvSource({"false, 0", "false, 512", "true, 0", "true, 512"})
    void shouldDropWhoSendsTheSameTwice(boolean unsolicited, int again) {
        command(command(0x2a, BYTES).finalBit(!unsolicited), 0);
        int tag = unsolicited ? Bhs.RESERVED_TAG : transferTag();
        dataOut(tag, 0, 0, 1024, false);
        dataOut(tag, 1, again, 1024, true);
        peer.until("the connection is dropped", () -> peer.ended);
    }

    /** No command here is longer than 16 bytes: the rest of a CDB is read, and its operation code refused. */
    @ParameterizedTest
    @ValueSource(ints = {17, 20, 32, 60})
    void shouldRefuseALongCdbAsACommand(int cdbBytes) {
        ScsiCommandBhs bhs = command(0x7f, 0).finalBit(true);
        ExtendedCdbAhs ahs =
                new ExtendedCdbAhs().wrap(bhs.buffer(), Bhs.LENGTH_BYTES).init(cdbBytes);
        command(bhs, ahs.segmentLengthBytes());
        ScsiResponseBhs response = response();
        assertThat(response.status()).isEqualTo(ScsiStatus.CHECK_CONDITION);
        assertThat(response.buffer().get(response.dataSegmentOffset() + 2 + 12)).isEqualTo((byte) 0x20);
    }

    /** Both directions: there is no such command here, but who says so with a READ gets it, and its data. */
    @Test
    void shouldServeAReadWithABidirectionalLength() {
        ScsiCommandBhs bhs = command(0x28, 512).finalBit(true);
        new BidirectionalReadAhs().wrap(bhs.buffer(), Bhs.LENGTH_BYTES).init().expectedReadLengthBytes(512);
        command(bhs, BidirectionalReadAhs.LENGTH_BYTES);
        assertThat(next("data").get(0) & 0x3f).isEqualTo(Opcode.DATA_IN.code());
    }

    /** An AHS of a type that nobody knows is passed over. */
    @Test
    void shouldPassOverAnUnknownAhs() {
        ScsiCommandBhs bhs = command(0x28, 512).finalBit(true);
        bhs.buffer().putShort(Bhs.LENGTH_BYTES, (short) 5).put(Bhs.LENGTH_BYTES + 2, (byte) 0x3f);
        command(bhs, 8);
        assertThat(next("data").get(0) & 0x3f).isEqualTo(Opcode.DATA_IN.code());
    }

    /** An AHS that says it is longer than all of them: where the CDB ends is not known. */
    @Test
    void shouldDropAnAhsThatDoesNotFit() {
        ScsiCommandBhs bhs = command(0x28, 512).finalBit(true);
        bhs.buffer().putShort(Bhs.LENGTH_BYTES, (short) 9).put(Bhs.LENGTH_BYTES + 2, (byte) 1);
        command(bhs, 8);
        peer.until("the connection is dropped", () -> peer.ended);
    }
}
