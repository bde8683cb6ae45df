package io.isere.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.datamover.TransportKind;
import io.isere.iscsi.initiator.InitiatorSession;
import io.isere.iscsi.login.DefaultValues;
import io.isere.iscsi.pdu.AnyBhs;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.DataInBhs;
import io.isere.iscsi.pdu.DataOutBhs;
import io.isere.iscsi.pdu.LogoutReason;
import io.isere.iscsi.pdu.LogoutRequestBhs;
import io.isere.iscsi.pdu.NopOutBhs;
import io.isere.iscsi.pdu.Opcode;
import io.isere.iscsi.pdu.ReadyToTransferBhs;
import io.isere.iscsi.pdu.RejectBhs;
import io.isere.iscsi.pdu.RejectReason;
import io.isere.iscsi.pdu.ScsiCommandBhs;
import io.isere.iscsi.pdu.ScsiResponseBhs;
import io.isere.iscsi.pdu.TaskManagementFunction;
import io.isere.iscsi.pdu.TaskManagementRequestBhs;
import io.isere.iscsi.target.TargetSettings;
import io.isere.iscsi.text.LocalValues;
import io.isere.iscsi.text.NegotiationKey;
import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.scsi.task.ScsiStatus;
import io.isere.tcp.TcpOptions;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The PDUs of a target over TCP, byte by byte, and what it does with wrong ones; other sessions never notice. */
class EngineTcpProtocolTest extends EngineTestBase {
    private static final int BURST_BYTES = 2048;
    private static final byte[] NOTHING = {};

    private final EngineRig rig = newRig();
    private final ByteBuffer header = ByteBuffer.allocate(Bhs.LENGTH_BYTES);
    private InitiatorSession bystander;
    private RawTcpInitiator peer;

    private static EngineRig newRig() {
        TcpOptions options = TcpOptions.plain()
                .withKeys(LocalValues.none()
                        .with(NegotiationKey.INITIAL_R2T, false)
                        .with(NegotiationKey.MAX_BURST_LENGTH, BURST_BYTES)
                        .with(NegotiationKey.FIRST_BURST_LENGTH, BURST_BYTES)
                        .with(NegotiationKey.MAX_RECV_DATA_SEGMENT_LENGTH, 65536));
        return new EngineRig(TargetSettings.defaults(), options, TcpOptions.plain(), sockets -> sockets);
    }

    @BeforeEach
    void login() {
        rig.addLun(0, new RamBackstore(1 << 20));
        bystander = rig.login();
        peer = new RawTcpInitiator(rig);
    }

    @AfterEach
    void bystanderIsUnharmed() {
        rig.await(rig.open(bystander, 0).read(0, 8, rig.registered(4096)));
        assertThat(rig.uncaught()).isEmpty();
        peer.close();
        rig.until("the peer's connection is closed", () -> rig.closedConnections() >= 1);
        assertThat(rig.context(0).buffers().inUse()).isZero();
    }

    private void login(boolean digests) {
        login(digests, true);
    }

    private void login(boolean digests, boolean initialR2t) {
        String digest = digests ? "CRC32C" : "None";
        peer.login(
                DefaultValues.initiator(TransportKind.TCP)
                        .with(NegotiationKey.HEADER_DIGEST, digest)
                        .with(NegotiationKey.DATA_DIGEST, digest)
                        .with(NegotiationKey.INITIAL_R2T, initialR2t)
                        .with(NegotiationKey.MAX_RECV_DATA_SEGMENT_LENGTH, 1024),
                digests);
        // Takes the unit attention of a new session.
        command(0, 99, 1, 0, 0);
        peer.until("its status", () -> peer.received.size() == 1 || peer.ended);
        peer.received.clear();
    }

    private void command(int opcode, int tag, int cmdSn, int blocks, int expectedBytes) {
        command(opcode, tag, cmdSn, blocks, expectedBytes, true);
    }

    private void command(int opcode, int tag, int cmdSn, int blocks, int expectedBytes, boolean last) {
        ByteBuffer cdb = ByteBuffer.allocate(16);
        cdb.put(0, (byte) opcode).put(8, (byte) blocks);
        boolean write = opcode == 0x2a;
        new ScsiCommandBhs()
                .wrap(header, 0)
                .init()
                .finalBit(last)
                .readBit(!write)
                .writeBit(write)
                .initiatorTaskTag(tag)
                .expectedDataTransferLengthBytes(expectedBytes)
                .cmdSn(cmdSn)
                .cdb(cdb, 0, 16);
        peer.send(header, NOTHING);
    }

    private ReadyToTransferBhs r2t(int index) {
        peer.until("an R2T", () -> peer.received.size() > index || peer.ended);
        ReadyToTransferBhs bhs = new ReadyToTransferBhs().wrap(peer.received.get(index), 0);
        assertThat(bhs.opcode()).isEqualTo(Opcode.READY_TO_TRANSFER);
        return bhs;
    }

    private void dataOut(int tag, int transferTag, int dataSn, int offset, int bytes, boolean last) {
        new DataOutBhs()
                .wrap(header, 0)
                .init()
                .finalBit(last)
                .initiatorTaskTag(tag)
                .targetTransferTag(transferTag)
                .dataSn(dataSn)
                .bufferOffsetBytes(offset)
                .dataSegmentLengthBytes(bytes);
        peer.send(header, new byte[bytes]);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSendDataInSequencesWithTheStatusInTheLast(boolean digests) {
        login(digests);
        command(0x28, 7, 2, 7, 4096);
        peer.until("all data", () -> peer.received.size() == 4 || peer.ended);
        DataInBhs bhs = new DataInBhs();
        for (int i = 0; i < 4; i++) {
            bhs.wrap(peer.received.get(i), 0);
            assertThat(bhs.opcode()).isEqualTo(Opcode.DATA_IN);
            assertThat(bhs.dataSn()).isEqualTo(i);
            assertThat(bhs.bufferOffsetBytes()).isEqualTo(i * 1024L);
            assertThat(bhs.finalBit()).isEqualTo(i % 2 == 1);
            assertThat(bhs.statusBit()).isEqualTo(i == 3);
        }
        assertThat(bhs.dataSegmentLengthBytes()).isEqualTo(512);
        assertThat(bhs.underflowBit()).isTrue();
        assertThat(bhs.residualCountBytes()).isEqualTo(512);
        assertThat(bhs.expCmdSn()).isEqualTo(3);
        command(0x28, 8, 3, 1, 512);
        peer.until("more data", () -> peer.received.size() == 5 || peer.ended);
        assertThat(new DataInBhs().wrap(peer.received.get(4), 0).statSn()).isEqualTo(bhs.statSn() + 1);
    }

    @Test
    void shouldAskForWriteDataBurstByBurst() {
        login(true);
        command(0x2a, 7, 2, 9, 4608);
        ReadyToTransferBhs first = r2t(0);
        assertThat(first.desiredDataTransferLengthBytes()).isEqualTo(BURST_BYTES);
        assertThat(first.r2tSn()).isZero();
        ReadyToTransferBhs second = r2t(1);
        ReadyToTransferBhs third = r2t(2);
        assertThat(third.desiredDataTransferLengthBytes()).isEqualTo(512);
        assertThat(third.r2tSn()).isEqualTo(2);
        dataOut(7, third.targetTransferTag(), 0, 4096, 512, true);
        dataOut(7, first.targetTransferTag(), 0, 0, 2047, false);
        dataOut(7, first.targetTransferTag(), 1, 2047, 1, true);
        dataOut(7, second.targetTransferTag(), 0, 2048, 2048, true);
        peer.until("the response", () -> peer.received.size() == 4 || peer.ended);
        ScsiResponseBhs response = new ScsiResponseBhs().wrap(peer.received.get(3), 0);
        assertThat(response.opcode()).isEqualTo(Opcode.SCSI_RESPONSE);
        assertThat(response.status()).isZero();
        assertThat(response.statSn()).isEqualTo(third.statSn());
    }

    /** Wrong DataSN, wrong offset, beyond the burst, F too early, F missing. */
    @ParameterizedTest
    @CsvSource({"1, 0, 512, false", "0, 512, 512, false", "0, 0, 4096, true", "0, 0, 512, true", "0, 0, 2048, false"})
    void shouldDropWhoAnswersAnR2tWrongly(int dataSn, int offset, int bytes, boolean last) {
        login(false);
        command(0x2a, 7, 2, 8, 4096);
        dataOut(7, r2t(0).targetTransferTag(), dataSn, offset, bytes, last);
        peer.until("the connection is dropped", () -> peer.ended);
    }

    /** Both zero, wrong from the start, in reverse: libiscsi's DataSnInvalid. */
    @ParameterizedTest
    @CsvSource({"0, 0", "27, 28", "-1, 0", "1, 0"})
    void shouldFailACommandWhoseUnsolicitedDataIsNumberedWrongly(int first, int second) {
        login(false, false);
        command(0x2a, 7, 2, 2, 1024, false);
        dataOut(7, Bhs.RESERVED_TAG, first, 0, 512, false);
        dataOut(7, Bhs.RESERVED_TAG, second, 512, 512, true);
        peer.until("the response", () -> peer.received.size() == 1 || peer.ended);
        ScsiResponseBhs response = new ScsiResponseBhs().wrap(peer.received.get(0), 0);
        assertThat(response.status()).isEqualTo(ScsiStatus.CHECK_CONDITION);
        assertThat(response.buffer().get(response.dataSegmentOffset() + 2 + 12)).isEqualTo((byte) 0x47);
        command(0x2a, 8, 3, 2, 1024, false);
        dataOut(8, Bhs.RESERVED_TAG, 0, 0, 1024, true);
        peer.until("the next command's response", () -> peer.received.size() == 2 || peer.ended);
        assertThat(response.wrap(peer.received.get(1), 0).status()).isZero();
    }

    @Test
    void shouldTakeUnsolicitedDataThatIsNumberedRightly() {
        login(false, false);
        command(0x2a, 7, 2, 2, 1024, false);
        dataOut(7, Bhs.RESERVED_TAG, 0, 0, 512, false);
        dataOut(7, Bhs.RESERVED_TAG, 1, 512, 512, true);
        peer.until("the response", () -> peer.received.size() == 1 || peer.ended);
        assertThat(new ScsiResponseBhs().wrap(peer.received.get(0), 0).status()).isZero();
    }

    @Test
    void shouldThrowAwayDataThatNobodyWaitsFor() {
        login(false);
        command(0x2a, 7, 2, 4, 2048);
        ReadyToTransferBhs asked = r2t(0);
        dataOut(7, asked.targetTransferTag() + (1 << 20), 0, 0, 2048, true);
        dataOut(8, asked.targetTransferTag(), 0, 0, 2048, true);
        dataOut(7, asked.targetTransferTag(), 0, 0, 2048, true);
        peer.until("the response", () -> peer.received.size() == 2 || peer.ended);
        assertThat(new AnyBhs().wrap(peer.received.get(1), 0).opcode()).isEqualTo(Opcode.SCSI_RESPONSE);
    }

    @Test
    void shouldDropATransferTagThatNeverWas() {
        login(false);
        dataOut(7, 0x7777, 0, 0, 512, true);
        peer.until("the connection is dropped", () -> peer.ended);
    }

    @Test
    void shouldDropALongerDataSegmentThanItDeclaredToTake() {
        login(false);
        new NopOutBhs()
                .wrap(header, 0)
                .init()
                .immediateBit(true)
                .initiatorTaskTag(1)
                .dataSegmentLengthBytes(65537);
        peer.send(header, NOTHING);
        peer.until("the connection is dropped", () -> peer.ended);
    }

    @Test
    void shouldEchoALongPing() {
        login(true);
        byte[] data = new byte[65536];
        new Random(1).nextBytes(data);
        new NopOutBhs()
                .wrap(header, 0)
                .init()
                .immediateBit(true)
                .initiatorTaskTag(1)
                .cmdSn(1)
                .targetTransferTag(Bhs.RESERVED_TAG)
                .dataSegmentLengthBytes(data.length);
        peer.send(header, data);
        peer.until("the answer", () -> peer.received.size() == 1 || peer.ended);
        assertThat(peer.received.get(0).capacity()).isEqualTo(Bhs.LENGTH_BYTES + 1024);
    }

    @Test
    void shouldRejectAWrongDataDigestAndEndTheConnection() {
        login(true);
        new NopOutBhs()
                .wrap(header, 0)
                .init()
                .immediateBit(true)
                .initiatorTaskTag(1)
                .cmdSn(1)
                .targetTransferTag(Bhs.RESERVED_TAG)
                .dataSegmentLengthBytes(4);
        byte[] pdu = new byte[Bhs.LENGTH_BYTES + 12];
        header.get(0, pdu, 0, Bhs.LENGTH_BYTES);
        ByteBuffer.wrap(pdu).putInt(Bhs.LENGTH_BYTES, RawTcpInitiator.crc(pdu, 0, Bhs.LENGTH_BYTES));
        peer.sendRaw(pdu);
        peer.until("the connection is ended", () -> peer.ended);
        RejectBhs reject = new RejectBhs().wrap(peer.received.get(0), 0);
        assertThat(reject.opcode()).isEqualTo(Opcode.REJECT);
        assertThat(reject.reason()).isEqualTo(RejectReason.DATA_DIGEST_ERROR);
        assertThat(new AnyBhs().wrap(reject.buffer(), Bhs.LENGTH_BYTES).opcode())
                .isEqualTo(Opcode.NOP_OUT);
    }

    @Test
    void shouldAnswerALogoutAfterTheTaskManagementBeforeIt() {
        login(false);
        new TaskManagementRequestBhs()
                .wrap(header, 0)
                .init()
                .immediateBit(true)
                .functionCode(TaskManagementFunction.LOGICAL_UNIT_RESET.code())
                .initiatorTaskTag(7)
                .referencedTaskTag(Bhs.RESERVED_TAG)
                .cmdSn(2);
        byte[] both = Arrays.copyOf(header.array(), 2 * Bhs.LENGTH_BYTES);
        new LogoutRequestBhs()
                .wrap(header, 0)
                .init()
                .immediateBit(true)
                .reasonCode(LogoutReason.CLOSE_SESSION.code())
                .initiatorTaskTag(8)
                .cmdSn(2);
        header.get(0, both, Bhs.LENGTH_BYTES, Bhs.LENGTH_BYTES);
        peer.sendRaw(both);
        peer.until("both answers", () -> peer.received.size() == 2 || peer.ended);
        assertThat(peer.received.stream().map(pdu -> new AnyBhs().wrap(pdu, 0).opcode()))
                .containsExactly(Opcode.TASK_MANAGEMENT_RESPONSE, Opcode.LOGOUT_RESPONSE);
    }

    @Test
    void shouldDropAWrongHeaderDigest() {
        login(true);
        peer.sendRaw(new byte[Bhs.LENGTH_BYTES + 4]);
        peer.until("the connection is dropped", () -> peer.ended);
        assertThat(peer.received).isEmpty();
    }

    @Test
    void shouldSurviveGarbage() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 60; i++) {
            RawTcpInitiator stranger = new RawTcpInitiator(rig);
            if (i % 2 == 0) {
                stranger.login(DefaultValues.initiator(TransportKind.TCP), false);
            }
            byte[] garbage = new byte[1 + random.nextInt(5000)];
            random.nextBytes(garbage);
            garbage[0] = (byte) (i % 3 == 0 ? Opcode.DATA_OUT.code() : garbage[0]);
            stranger.sendRaw(garbage);
            rig.settle();
            stranger.close();
            rig.settle();
            assertThat(rig.uncaught()).as("seed " + seed).isEmpty();
        }
    }
}
