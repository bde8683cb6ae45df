package io.isere.scsi.commands.persistentreserve;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.cdb.PersistentReserveCdb;
import io.isere.scsi.task.ScsiStatus;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.SecondPort;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;

/** A unit with three initiator ports, and short words for what they do. */
final class Registrants {
    static final int REGISTER = 0;
    static final int RESERVE = 1;
    static final int RELEASE = 2;
    static final int CLEAR = 3;
    static final int PREEMPT = 4;
    static final int PREEMPT_AND_ABORT = 5;
    static final int REGISTER_AND_IGNORE = 6;
    static final int REGISTER_AND_MOVE = 7;

    static final long KEY_A = 0xA1A2_A3A4_A5A6_A7A8L;
    static final long KEY_B = 0xB1B2_B3B4_B5B6_B7B8L;
    static final String NAME_B = "iqn.2026-11.io.isere:b,i,0x00023d000002";

    final TestUnit target;
    final SecondPort a;
    final SecondPort b;
    final SecondPort c;

    Registrants(TestUnit target) {
        this.target = target;
        a = new SecondPort(target, "iqn.2026-11.io.isere:a,i,0x00023d000001");
        b = new SecondPort(target, NAME_B);
        c = new SecondPort(target, "iqn.2026-11.io.isere:c,i,0x00023d000003");
    }

    /** Registers a and b, each with its key. */
    Registrants registered() {
        good(out(a, REGISTER, 0, 0, KEY_A));
        good(out(b, REGISTER, 0, 0, KEY_B));
        return this;
    }

    static ScsiTask out(SecondPort port, int action, int type, long key, long actionKey) {
        return port.runOut(
                PersistentReserveCdb.list(key, actionKey, false),
                cdb -> PersistentReserveCdb.buildOut(cdb, action, type, PersistentReserveCdb.LIST_BYTES));
    }

    static ByteBuffer in(SecondPort port, int action) {
        ByteBuffer data = ByteBuffer.allocateDirect(512);
        good(port.runIn(data, cdb -> PersistentReserveCdb.buildIn(cdb, action, 512)));
        return data;
    }

    static void good(ScsiTask task) {
        assertThat(task.isGood()).as(task.toString()).isTrue();
    }

    static void conflict(ScsiTask task) {
        assertThat(task.status()).as(task.toString()).isEqualTo(ScsiStatus.RESERVATION_CONFLICT);
    }

    static ScsiTask read(SecondPort port) {
        return port.runIn(Memory.filled(0, 512), cdb -> BlockCdb.BLOCK_10.build(cdb, Opcode.READ_10, 0, 1));
    }

    static ScsiTask write(SecondPort port) {
        return port.runOut(Memory.filled(0, 512), cdb -> BlockCdb.BLOCK_10.build(cdb, Opcode.WRITE_10, 0, 1));
    }
}
