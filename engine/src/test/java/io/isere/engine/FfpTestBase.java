package io.isere.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.datamover.TransportKind;
import io.isere.iscsi.initiator.InitiatorSession;
import io.isere.iscsi.login.DefaultValues;
import io.isere.iscsi.pdu.AnyBhs;
import io.isere.iscsi.pdu.AnyResponseBhs;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.NopInBhs;
import io.isere.iscsi.pdu.NopOutBhs;
import io.isere.iscsi.pdu.Opcode;
import io.isere.iscsi.pdu.ScsiCommandBhs;
import io.isere.iscsi.target.TargetSettings;
import io.isere.iscsi.text.LocalValues;
import io.isere.iscsi.text.NegotiationKey;
import io.isere.scsi.testing.FakeBackstore;
import io.isere.tcp.TcpOptions;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * A target in full feature phase and an initiator that sends it any PDU, over plain TCP: the ground of the tests that are
 * named by sections of RFC 7143. Another initiator's session must never notice.
 */
abstract class FfpTestBase extends EngineTestBase {
    static final byte[] NOTHING = {};
    static final int READ_10 = 0x28;
    static final int WRITE_10 = 0x2a;
    static final int DEPTH = 8;
    static final int BURST_BYTES = 2048;
    static final int SEGMENT_BYTES = 1024;

    final FakeBackstore store = new FakeBackstore(1 << 20);
    final EngineRig rig = newRig();
    final ByteBuffer header = ByteBuffer.allocate(Bhs.LENGTH_BYTES);
    InitiatorSession bystander;
    RawTcpInitiator peer;
    /** CmdSN of the next command. */
    int cmdSn = 1;

    private static EngineRig newRig() {
        TcpOptions options = TcpOptions.plain()
                .withKeys(LocalValues.none()
                        .with(NegotiationKey.INITIAL_R2T, false)
                        .with(NegotiationKey.IMMEDIATE_DATA, true)
                        .with(NegotiationKey.MAX_BURST_LENGTH, BURST_BYTES)
                        .with(NegotiationKey.FIRST_BURST_LENGTH, BURST_BYTES)
                        .with(NegotiationKey.MAX_RECV_DATA_SEGMENT_LENGTH, 65536));
        return new EngineRig(
                TargetSettings.defaults().withQueueDepth(DEPTH), options, TcpOptions.plain(), sockets -> sockets);
    }

    @BeforeEach
    void connect() {
        rig.addLun(0, store);
        bystander = rig.login();
        peer = new RawTcpInitiator(rig);
    }

    @AfterEach
    void bystanderIsUnharmed() {
        store.release();
        rig.await(rig.open(bystander, 0).read(0, 8, rig.registered(4096)));
        assertThat(rig.uncaught()).isEmpty();
        peer.close();
        rig.until("the peer's connection is closed", () -> rig.closedConnections() >= 1);
        assertThat(rig.context(0).buffers().inUse()).isZero();
    }

    static LocalValues values() {
        return DefaultValues.initiator(TransportKind.TCP)
                .with(NegotiationKey.INITIAL_R2T, true)
                .with(NegotiationKey.MAX_RECV_DATA_SEGMENT_LENGTH, SEGMENT_BYTES);
    }

    void login() {
        login(values());
    }

    /** Logs in and takes the unit attention of a new session. */
    void login(LocalValues values) {
        peer.login(values, cmdSn);
        command(0, 0x99, 0, 0, bhs -> {});
        answer(0);
        peer.received.clear();
    }

    /** Sends a SCSI command: a CDB of 10 bytes with a number of blocks, CmdSN counted. */
    void command(int opcode, int tag, int blocks, int expectedBytes, Consumer<ScsiCommandBhs> change, byte... data) {
        ByteBuffer cdb = ByteBuffer.allocate(16);
        cdb.put(0, (byte) opcode).put(8, (byte) blocks);
        ScsiCommandBhs bhs = new ScsiCommandBhs()
                .wrap(header, 0)
                .init()
                .finalBit(true)
                .readBit(opcode == READ_10)
                .writeBit(opcode == WRITE_10)
                .initiatorTaskTag(tag)
                .expectedDataTransferLengthBytes(expectedBytes)
                .cmdSn(cmdSn)
                .dataSegmentLengthBytes(data.length)
                .cdb(cdb, 0, 16);
        change.accept(bhs);
        if (!bhs.immediateBit() && bhs.cmdSn() == cmdSn) {
            cmdSn++;
        }
        peer.send(header, data);
    }

    void command(int opcode, int tag, int blocks, int expectedBytes) {
        command(opcode, tag, blocks, expectedBytes, bhs -> {});
    }

    void nopOut(Consumer<NopOutBhs> change, byte... data) {
        NopOutBhs bhs = new NopOutBhs()
                .wrap(header, 0)
                .init()
                .immediateBit(true)
                .initiatorTaskTag(0x50)
                .targetTransferTag(Bhs.RESERVED_TAG)
                .cmdSn(cmdSn)
                .dataSegmentLengthBytes(data.length);
        change.accept(bhs);
        peer.send(header, data);
    }

    /** The PDU that came as number {@code index} of all since the login. */
    AnyResponseBhs answer(int index) {
        peer.until("PDU " + index, () -> peer.received.size() > index || peer.ended);
        assertThat(peer.received).as("PDUs before the connection was dropped").hasSizeGreaterThan(index);
        return new AnyResponseBhs().wrap(peer.received.get(index), 0);
    }

    /** The same, of this kind. */
    ByteBuffer answer(int index, Opcode opcode) {
        AnyResponseBhs bhs = answer(index);
        assertThat(bhs.opcode()).isEqualTo(opcode);
        return bhs.buffer();
    }

    /** A ping is answered: the connection lives. What came before it stays where it is. */
    NopInBhs assertAlive() {
        int before = peer.received.size();
        nopOut(bhs -> bhs.initiatorTaskTag(0x7a7a));
        peer.until(
                "an answer to a ping",
                () -> peer.ended || peer.received.stream().skip(before).anyMatch(this::isPing));
        assertThat(peer.ended).as("the connection was dropped").isFalse();
        return new NopInBhs()
                .wrap(
                        peer.received.stream()
                                .skip(before)
                                .filter(this::isPing)
                                .findFirst()
                                .orElseThrow(),
                        0);
    }

    private boolean isPing(ByteBuffer pdu) {
        AnyBhs bhs = new AnyBhs().wrap(pdu, 0);
        return bhs.opcode() == Opcode.NOP_IN && bhs.initiatorTaskTag() == 0x7a7a;
    }

    void assertDropped() {
        peer.until("the connection is dropped", () -> peer.ended);
    }
}
