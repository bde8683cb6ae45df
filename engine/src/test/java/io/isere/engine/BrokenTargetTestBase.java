package io.isere.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.iscsi.initiator.InitiatorSession;
import io.isere.iscsi.initiator.InitiatorSettings;
import io.isere.iscsi.pdu.Bhs;
import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.TaskOutcome;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * An initiator between a target that breaks the protocol and one that does not: what the first does costs at most its
 * own connection.
 */
abstract class BrokenTargetTestBase extends EngineTestBase {
    static final int BYTES = 4096;
    static final byte STALE = 0x55;
    static final byte SENT = 0x33;

    private static final long HOUR_NS = 3_600_000_000_000L;
    static final InitiatorSettings PATIENT =
            InitiatorSettings.of("iqn.2026-11.io.isere:victim", 7).withTimeouts(HOUR_NS, HOUR_NS, HOUR_NS);

    EngineRig rig;
    InitiatorSession session;
    private InitiatorSession bystander;

    /** Uses a rig, with a session to its own target. */
    @SuppressWarnings("NullAway.Init")
    final void begin(EngineRig with) {
        rig = with;
        rig.addLun(0, new RamBackstore(1 << 20));
        bystander = rig.login();
    }

    /** After the broken target has closed: the other one is served, and nothing is left over. */
    final void assertBystanderUnharmed() {
        rig.until("the session has ended", () -> session.ended().isComplete());
        rig.await(rig.open(bystander, 0).read(0, 8, rig.registered(4096)));
        assertThat(rig.uncaught()).isEmpty();
        assertThat(rig.context(1).buffers().inUse()).isZero();
    }

    /** A READ or WRITE of {@link #BYTES}, its memory filled with what is to be seen again when nothing comes. */
    final Submitted submit(DataDirection direction) {
        byte[] cdb = new byte[10];
        cdb[0] = (byte) (direction == DataDirection.IN ? 0x28 : 0x2a);
        cdb[8] = BYTES / 512;
        Submitted command = Submitted.raw(rig, session, 0, cdb, direction, BYTES);
        for (int i = 0; i < BYTES; i++) {
            command.buffer.put(i, STALE);
        }
        return command;
    }

    static byte[] data(int bytes) {
        byte[] data = new byte[bytes];
        Arrays.fill(data, SENT);
        return data;
    }

    /** A header to be filled. */
    static ByteBuffer header() {
        return ByteBuffer.allocate(Bhs.LENGTH_BYTES);
    }

    /** The command is lost with its connection, and the session says why. */
    final void assertLost(Submitted command, String reason) {
        rig.until("the command has ended", command::ended);
        assertThat(command.completions).isEqualTo(1);
        assertThat(command.task.outcome()).isEqualTo(TaskOutcome.CONNECTION_LOST);
        rig.until("the session has ended", () -> session.ended().isComplete());
        assertThat(session.endReason()).contains(reason);
    }
}
