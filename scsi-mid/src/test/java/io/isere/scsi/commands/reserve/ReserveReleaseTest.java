package io.isere.scsi.commands.reserve;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.cdb.InquiryCdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.cdb.PersistentReserveCdb;
import io.isere.scsi.cdb.TestUnitReadyCdb;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.Lun;
import io.isere.scsi.task.ScsiStatus;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.TaskManagementFunction;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.SecondPort;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RESERVE and RELEASE (6) and (10). */
class ReserveReleaseTest {
    private final TestUnit target = new TestUnit();
    private final SecondPort other = new SecondPort(target, "other");

    @ParameterizedTest
    @ValueSource(ints = {6, 10})
    void keepsOthersOutUntilReleased(int length) {
        Check.good(reserve(length));
        Check.good(reserve(length));
        conflict(other.run(TestUnitReadyCdb::build));
        conflict(other.run(cdb -> command(cdb, Opcode.RESERVE_6, 6)));
        Check.good(other.runIn(ByteBuffer.allocateDirect(36), cdb -> InquiryCdb.build(cdb, 36)));
        Check.good(other.run(cdb -> command(cdb, Opcode.RELEASE_6, 6)));
        conflict(other.run(TestUnitReadyCdb::build));
        Check.good(target.run(TestUnitReadyCdb::build));
        int release = length == 6 ? Opcode.RELEASE_6 : Opcode.RELEASE_10;
        Check.good(target.run(cdb -> command(cdb, release, length)));
        Check.good(other.run(TestUnitReadyCdb::build));
    }

    @Test
    void endsWithTheNexus() {
        Check.good(other.run(cdb -> command(cdb, Opcode.RESERVE_6, 6)));
        conflict(target.run(TestUnitReadyCdb::build));
        other.port.close();
        Check.good(target.run(TestUnitReadyCdb::build));
    }

    @Test
    void endsWithAResetOfTheUnit() {
        Check.good(other.run(cdb -> command(cdb, Opcode.RESERVE_6, 6)));
        target.port.manage(TaskManagementFunction.LOGICAL_UNIT_RESET, Lun.encode(0), null, result -> {});
        target.loop.runAll();
        Check.sense(target.run(TestUnitReadyCdb::build), SenseKey.UNIT_ATTENTION, SenseCode.BUS_DEVICE_RESET_OCCURRED);
        Check.good(target.run(TestUnitReadyCdb::build));
    }

    @Test
    void conflictsWithRegistrations() {
        Check.good(other.runOut(
                PersistentReserveCdb.list(0, 1, false), cdb -> PersistentReserveCdb.buildOut(cdb, 0, 0, 24)));
        conflict(reserve(6));
    }

    private ScsiTask reserve(int length) {
        int opcode = length == 6 ? Opcode.RESERVE_6 : Opcode.RESERVE_10;
        return target.run(cdb -> command(cdb, opcode, length));
    }

    private static int command(ByteBuffer cdb, int opcode, int length) {
        cdb.put(0, new byte[length]).put(0, (byte) opcode);
        return length;
    }

    private static void conflict(ScsiTask task) {
        assertThat(task.status()).isEqualTo(ScsiStatus.RESERVATION_CONFLICT);
    }
}
