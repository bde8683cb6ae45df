package io.isere.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.datamover.TransportKind;
import io.isere.iscsi.initiator.InitiatorSession;
import io.isere.iscsi.initiator.InitiatorSettings;
import io.isere.iscsi.login.DefaultValues;
import io.isere.iscsi.pdu.AnyBhs;
import io.isere.iscsi.pdu.Opcode;
import io.isere.iscsi.pdu.ScsiCommandBhs;
import io.isere.iscsi.pdu.ScsiResponseBhs;
import io.isere.iscsi.target.TargetSettings;
import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.scsi.task.DataDirection;
import io.isere.tcp.TcpOptions;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * An initiator in full feature phase and a target that sends it any PDU, over plain TCP: the ground of the tests that are
 * named by sections of RFC 7143. A session with another target must never notice.
 */
abstract class FfpInitiatorTestBase extends EngineTestBase {
    static final long HOUR_NS = 3_600_000_000_000L;
    static final int READ_10 = 0x28;
    static final int WRITE_10 = 0x2a;

    final EngineRig rig =
            new EngineRig(TargetSettings.defaults(), TcpOptions.plain(), TcpOptions.plain(), sockets -> sockets);
    final RawTcpTarget target = new RawTcpTarget(rig);
    InitiatorSession bystander;
    InitiatorSession session;

    @BeforeEach
    void login() {
        rig.addLun(0, new RamBackstore(1 << 20));
        bystander = rig.login();
        session = target.login(
                rig.connector(TcpOptions.plain()), settings(), DefaultValues.target(TransportKind.TCP), false);
    }

    /** Patient, unless a test wants otherwise. */
    InitiatorSettings settings() {
        return InitiatorSettings.of("iqn.2026-11.io.isere:ffp", 7).withTimeouts(HOUR_NS, HOUR_NS, HOUR_NS);
    }

    @AfterEach
    void bystanderIsUnharmed() {
        target.close();
        rig.until("the session has ended", () -> session.ended().isComplete());
        rig.await(rig.open(bystander, 0).read(0, 8, rig.registered(4096)));
        assertThat(rig.uncaught()).isEmpty();
        assertThat(rig.context(1).buffers().inUse()).isZero();
    }

    Submitted submit(int opcode, int bytes) {
        byte[] cdb = new byte[10];
        cdb[0] = (byte) opcode;
        cdb[8] = (byte) (bytes / 512);
        DataDirection direction = opcode == READ_10 ? DataDirection.IN : DataDirection.OUT;
        return Submitted.raw(rig, session, 0, cdb, bytes == 0 ? DataDirection.NONE : direction, bytes);
    }

    /** The command that has come. */
    ScsiCommandBhs command() {
        ScsiCommandBhs bhs = new ScsiCommandBhs().wrap(target.request(), 0);
        assertThat(bhs.opcode()).isEqualTo(Opcode.SCSI_COMMAND);
        return bhs;
    }

    /** The next PDU, which must be of this kind. */
    ByteBuffer request(Opcode opcode) {
        ByteBuffer pdu = target.request();
        assertThat(new AnyBhs().wrap(pdu, 0).opcode()).isEqualTo(opcode);
        return pdu;
    }

    void good(int tag) {
        target.answer(new ScsiResponseBhs()
                .wrap(BrokenTargetTestBase.header(), 0)
                .init()
                .initiatorTaskTag(tag));
    }

    /** A command goes there and back: the session lives. */
    void assertAlive() {
        Submitted command = submit(0, 0);
        good(command().initiatorTaskTag());
        rig.until("it has ended", command::ended);
        assertThat(command.task.isGood()).isTrue();
    }

    void assertNothingSent() {
        rig.settle();
        target.poll();
        assertThat(target.received).isEmpty();
    }
}
