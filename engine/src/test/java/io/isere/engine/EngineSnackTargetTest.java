package io.isere.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.datamover.TransportKind;
import io.isere.iscsi.login.DefaultValues;
import io.isere.iscsi.pdu.AnyResponseBhs;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.DataInBhs;
import io.isere.iscsi.pdu.DataOutBhs;
import io.isere.iscsi.pdu.NopOutBhs;
import io.isere.iscsi.pdu.Opcode;
import io.isere.iscsi.pdu.ReadyToTransferBhs;
import io.isere.iscsi.pdu.RejectBhs;
import io.isere.iscsi.pdu.RejectReason;
import io.isere.iscsi.pdu.ScsiCommandBhs;
import io.isere.iscsi.pdu.ScsiResponseBhs;
import io.isere.iscsi.pdu.SnackRequestBhs;
import io.isere.iscsi.session.Resilience;
import io.isere.iscsi.target.TargetSettings;
import io.isere.iscsi.text.LocalValues;
import io.isere.iscsi.text.NegotiationKey;
import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.scsi.task.ScsiStatus;
import io.isere.tcp.TcpOptions;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A target at ErrorRecoveryLevel 1, and an initiator that says it has lost something (RFC 7143 sections 7.8 and 11.16). */
class EngineSnackTargetTest extends EngineTestBase {
    private static final int DATA = 0;
    private static final int STATUS = 1;
    private static final int DATA_ACK = 2;
    private static final int R_DATA = 3;
    private static final byte[] NOTHING = {};

    private final EngineRig rig = newRig();
    private final ByteBuffer header = ByteBuffer.allocate(Bhs.LENGTH_BYTES);
    private final RawTcpInitiator peer = new RawTcpInitiator(rig);
    private int expStatSn;

    private static EngineRig newRig() {
        TcpOptions options = TcpOptions.plain()
                .withKeys(LocalValues.none()
                        .with(NegotiationKey.MAX_BURST_LENGTH, 2048)
                        .with(NegotiationKey.FIRST_BURST_LENGTH, 2048)
                        .with(NegotiationKey.IMMEDIATE_DATA, true));
        return new EngineRig(
                TargetSettings.defaults().withResilience(new Resilience(1, 1)),
                options,
                TcpOptions.plain(),
                sockets -> sockets);
    }

    @BeforeEach
    void login() {
        rig.addLun(0, new RamBackstore(1 << 20));
        peer.login(
                DefaultValues.initiator(TransportKind.TCP)
                        .with(NegotiationKey.HEADER_DIGEST, "CRC32C")
                        .with(NegotiationKey.DATA_DIGEST, "CRC32C")
                        .with(NegotiationKey.ERROR_RECOVERY_LEVEL, 1)
                        .with(NegotiationKey.INITIAL_R2T, true)
                        .with(NegotiationKey.MAX_RECV_DATA_SEGMENT_LENGTH, 1024),
                true);
        command(0, 99, 1, 0, NOTHING, true); // takes the unit attention of a new session
        expStatSn = any(0).statSn() + 1;
        peer.received.clear();
    }

    @AfterEach
    void nothingIsLeft() {
        peer.close();
        rig.until("the connection is closed", () -> rig.closedConnections() == 1);
        assertThat(rig.uncaught()).isEmpty();
        assertThat(rig.context(0).buffers().inUse()).isZero();
        assertThat(rig.context(0).memory().connectionRegionsInUse()).isZero();
    }

    private void command(int opcode, int tag, int cmdSn, int blocks, byte[] immediate, boolean intact) {
        ByteBuffer cdb = ByteBuffer.allocate(16);
        cdb.put(0, (byte) opcode).put(8, (byte) blocks);
        boolean write = opcode == 0x2a;
        new ScsiCommandBhs()
                .wrap(header, 0)
                .init()
                .finalBit(true)
                .readBit(!write)
                .writeBit(write)
                .initiatorTaskTag(tag)
                .expectedDataTransferLengthBytes(blocks * 512L)
                .cmdSn(cmdSn)
                .expStatSn(expStatSn)
                .dataSegmentLengthBytes(immediate.length)
                .cdb(cdb, 0, 16);
        send(immediate, intact);
    }

    private void send(byte[] data, boolean intact) {
        if (intact) {
            peer.send(header, data);
        } else {
            peer.sendDamaged(header, data);
        }
    }

    private void snack(int type, int tag, int transferTag, int begin, int count) {
        new SnackRequestBhs()
                .wrap(header, 0)
                .init()
                .type(type)
                .initiatorTaskTag(tag)
                .targetTransferTag(transferTag)
                .expStatSn(expStatSn)
                .begRun(begin)
                .runLength(count);
        peer.send(header, NOTHING);
    }

    private ByteBuffer pdu(int index) {
        peer.until("PDU " + index, () -> peer.received.size() > index || peer.ended);
        return peer.received.get(index);
    }

    private AnyResponseBhs any(int index) {
        return new AnyResponseBhs().wrap(pdu(index), 0);
    }

    private void assertRejected(int index, RejectReason reason) {
        assertThat(any(index).opcode()).isEqualTo(Opcode.REJECT);
        assertThat(new RejectBhs().wrap(pdu(index), 0).reason()).isEqualTo(reason);
    }

    /** But for the command window, which is that of now. */
    private void assertReplica(ByteBuffer again, ByteBuffer first) {
        for (int i = 0; i < first.capacity(); i++) {
            boolean window = i >= 28 && i < 36;
            assertThat(window ? 0 : again.get(i)).as("byte %d", i).isEqualTo(window ? 0 : first.get(i));
        }
    }

    @Test
    void shouldSendAStatusAgainUntilItIsAcknowledged() {
        command(0, 5, 2, 0, NOTHING, true);
        int statSn = any(0).statSn();
        snack(STATUS, Bhs.RESERVED_TAG, Bhs.RESERVED_TAG, statSn, 1);
        assertReplica(pdu(1), pdu(0));
        snack(STATUS, Bhs.RESERVED_TAG, Bhs.RESERVED_TAG, 0, 0);
        assertReplica(pdu(2), pdu(0));

        expStatSn = statSn + 1;
        new NopOutBhs()
                .wrap(header, 0)
                .init()
                .immediateBit(true)
                .initiatorTaskTag(Bhs.RESERVED_TAG)
                .targetTransferTag(Bhs.RESERVED_TAG)
                .cmdSn(3)
                .expStatSn(expStatSn);
        peer.send(header, NOTHING);
        snack(STATUS, Bhs.RESERVED_TAG, Bhs.RESERVED_TAG, statSn, 1);
        assertRejected(3, RejectReason.PROTOCOL_ERROR);
        assertThat(any(3).statSn()).isEqualTo(statSn + 1);
    }

    @Test
    void shouldSendDataAgain() {
        command(0x28, 5, 2, 8, NOTHING, true);
        assertThat(any(4).opcode()).isEqualTo(Opcode.SCSI_RESPONSE);
        assertThat(new ScsiResponseBhs().wrap(pdu(4), 0).expDataSn()).isEqualTo(4);
        snack(DATA, 5, Bhs.RESERVED_TAG, 1, 2);
        assertReplica(pdu(5), pdu(1));
        assertReplica(pdu(6), pdu(2));
        snack(DATA, 5, Bhs.RESERVED_TAG, 3, 0);
        assertReplica(pdu(7), pdu(3));
        snack(DATA, 5, Bhs.RESERVED_TAG, 3, 2);
        assertRejected(8, RejectReason.PROTOCOL_ERROR);
        snack(DATA, 6, Bhs.RESERVED_TAG, 0, 1);
        assertRejected(9, RejectReason.PROTOCOL_ERROR);
        snack(DATA_ACK, Bhs.RESERVED_TAG, 7, 2, 0);
        assertRejected(10, RejectReason.PROTOCOL_ERROR);
    }

    /** Section 11.16.3: the tag of the SNACK comes back in the response, which has its StatSN still. */
    @Test
    void shouldSendAllDataAgainWithTheTagOfTheSnack() {
        command(0x28, 5, 2, 4, NOTHING, true);
        int statSn = any(2).statSn();
        snack(R_DATA, 5, 0x1234, 0, 0);
        assertReplica(pdu(3), pdu(0));
        assertReplica(pdu(4), pdu(1));
        ScsiResponseBhs response = new ScsiResponseBhs().wrap(pdu(5), 0);
        assertThat(response.opcode()).isEqualTo(Opcode.SCSI_RESPONSE);
        assertThat(response.snackTag()).isEqualTo(0x1234);
        assertThat(response.statSn()).isEqualTo(statSn);
    }

    @Test
    void shouldSendAnR2tAgain() {
        command(0x2a, 5, 2, 2, NOTHING, true);
        ReadyToTransferBhs r2t = new ReadyToTransferBhs().wrap(pdu(0), 0);
        snack(DATA, 5, Bhs.RESERVED_TAG, 0, 1);
        assertReplica(pdu(1), pdu(0));
        dataOut(5, r2t.targetTransferTag(), 0, 0, new byte[1024], true, true);
        assertThat(new ScsiResponseBhs().wrap(pdu(2), 0).status()).isEqualTo(ScsiStatus.GOOD);
    }

    private void dataOut(int tag, int transferTag, int dataSn, int offset, byte[] data, boolean last, boolean intact) {
        new DataOutBhs()
                .wrap(header, 0)
                .init()
                .finalBit(last)
                .initiatorTaskTag(tag)
                .targetTransferTag(transferTag)
                .expStatSn(expStatSn)
                .dataSn(dataSn)
                .bufferOffsetBytes(offset)
                .dataSegmentLengthBytes(data.length);
        send(data, intact);
    }

    /** Section 7.8: rejected with a StatSN of its own, and asked for again by a recovery R2T when the sequence has ended. */
    @Test
    void shouldAskAgainForDataThatCameDamaged() {
        command(0x2a, 5, 2, 4, NOTHING, true);
        ReadyToTransferBhs first = new ReadyToTransferBhs().wrap(pdu(0), 0);
        dataOut(5, first.targetTransferTag(), 0, 0, new byte[1024], false, false);
        dataOut(5, first.targetTransferTag(), 1, 1024, new byte[1024], true, true);
        assertRejected(1, RejectReason.DATA_DIGEST_ERROR);
        assertThat(any(1).statSn()).isEqualTo(expStatSn);
        ReadyToTransferBhs again = new ReadyToTransferBhs().wrap(pdu(2), 0);
        assertThat(again.opcode()).isEqualTo(Opcode.READY_TO_TRANSFER);
        assertThat(again.r2tSn()).isEqualTo(1);
        assertThat(again.bufferOffsetBytes()).isZero();
        assertThat(again.desiredDataTransferLengthBytes()).isEqualTo(2048);
        byte[] data = new byte[2048];
        Arrays.fill(data, (byte) 7);
        dataOut(5, again.targetTransferTag(), 0, 0, data, true, true);
        ScsiResponseBhs response = new ScsiResponseBhs().wrap(pdu(3), 0);
        assertThat(response.status()).isEqualTo(ScsiStatus.GOOD);
        assertThat(response.statSn()).isEqualTo(expStatSn + 1);
        command(0x28, 6, 3, 4, NOTHING, true);
        DataInBhs read = new DataInBhs().wrap(pdu(4), 0);
        assertThat(pdu(4).get(read.dataSegmentOffset() + 500)).isEqualTo((byte) 7);
    }

    /** Sections 7.2.1 and 7.8: a command that came damaged is sent again with its CmdSN; those behind it wait. */
    @Test
    void shouldHoldCommandsBehindOneThatCameDamaged() {
        command(0x2a, 5, 2, 1, new byte[512], false);
        command(0, 6, 3, 0, NOTHING, true);
        assertRejected(0, RejectReason.DATA_DIGEST_ERROR);
        rig.settle();
        peer.poll();
        assertThat(peer.received).hasSize(1);
        command(0x2a, 5, 2, 1, new byte[512], true);
        assertThat(any(1).initiatorTaskTag()).isEqualTo(5);
        assertThat(any(2).initiatorTaskTag()).isEqualTo(6);
        assertThat(new ScsiResponseBhs().wrap(pdu(1), 0).status()).isEqualTo(ScsiStatus.GOOD);
        assertThat(any(2).expCmdSn()).isEqualTo(4);
    }
}
