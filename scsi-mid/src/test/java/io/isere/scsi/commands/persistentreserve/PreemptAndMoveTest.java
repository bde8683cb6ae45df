package io.isere.scsi.commands.persistentreserve;

import static io.isere.scsi.commands.persistentreserve.Registrants.KEY_A;
import static io.isere.scsi.commands.persistentreserve.Registrants.KEY_B;
import static io.isere.scsi.commands.persistentreserve.Registrants.PREEMPT;
import static io.isere.scsi.commands.persistentreserve.Registrants.PREEMPT_AND_ABORT;
import static io.isere.scsi.commands.persistentreserve.Registrants.REGISTER;
import static io.isere.scsi.commands.persistentreserve.Registrants.REGISTER_AND_MOVE;
import static io.isere.scsi.commands.persistentreserve.Registrants.RESERVE;
import static io.isere.scsi.commands.persistentreserve.Registrants.conflict;
import static io.isere.scsi.commands.persistentreserve.Registrants.good;
import static io.isere.scsi.commands.persistentreserve.Registrants.in;
import static io.isere.scsi.commands.persistentreserve.Registrants.out;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.cdb.PersistentReserveCdb;
import io.isere.scsi.cdb.TestUnitReadyCdb;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PERSISTENT RESERVE OUT: PREEMPT, PREEMPT AND ABORT, REGISTER AND MOVE, and APTPL. */
class PreemptAndMoveTest {
    private final Registrants ports = new Registrants(new TestUnit()).registered();

    @ParameterizedTest
    @ValueSource(ints = {PREEMPT, PREEMPT_AND_ABORT})
    void preemptingTakesTheReservationAndTheRegistration(int action) {
        good(out(ports.a, RESERVE, 1, KEY_A, 0));
        good(out(ports.b, action, 3, KEY_B, KEY_A));
        Check.sense(ports.a.run(TestUnitReadyCdb::build), SenseKey.UNIT_ATTENTION, SenseCode.REGISTRATIONS_PREEMPTED);
        conflict(Registrants.read(ports.a));
        good(Registrants.write(ports.b));
        ByteBuffer keys = in(ports.c, 0);
        assertThat(keys.getInt(4)).isEqualTo(8);
        assertThat(keys.getLong(8)).isEqualTo(KEY_B);
    }

    @Test
    void preemptingAKeyNobodyHasConflicts() {
        conflict(out(ports.a, PREEMPT, 1, KEY_A, 99));
        conflict(out(ports.c, PREEMPT, 1, KEY_A, KEY_B));
        Check.sense(
                out(ports.a, PREEMPT, 1, KEY_A, 0),
                SenseKey.ILLEGAL_REQUEST,
                SenseCode.INVALID_FIELD_IN_PARAMETER_LIST);
    }

    @Test
    void keyZeroPreemptsAllRegistrants() {
        good(out(ports.a, RESERVE, 8, KEY_A, 0));
        assertThat(in(ports.c, 1).getLong(8)).isZero();
        good(out(ports.b, PREEMPT, 1, KEY_B, 0));
        Check.sense(ports.a.run(TestUnitReadyCdb::build), SenseKey.UNIT_ATTENTION, SenseCode.REGISTRATIONS_PREEMPTED);
        conflict(out(ports.a, RESERVE, 1, KEY_A, 0));
        assertThat(in(ports.c, 1).getLong(8)).isEqualTo(KEY_B);
    }

    @Test
    void movingGivesTheReservationToAnotherPort() {
        good(out(ports.a, RESERVE, 1, KEY_A, 0));
        good(move(KEY_A, 0x77, true));
        ByteBuffer reservation = in(ports.c, 1);
        assertThat(reservation.getLong(8)).isEqualTo(0x77);
        good(Registrants.write(ports.b));
        conflict(Registrants.write(ports.a));
        conflict(out(ports.a, REGISTER, 0, KEY_A, KEY_A));
    }

    @Test
    void onlyTheHolderMoves() {
        conflict(move(KEY_A, 0x77, false));
        good(out(ports.a, RESERVE, 1, KEY_A, 0));
        Check.sense(move(KEY_A, 0, false), SenseKey.ILLEGAL_REQUEST, SenseCode.INVALID_FIELD_IN_PARAMETER_LIST);
    }

    @Test
    void withAptplReservationsSurviveTheUnit(@TempDir Path directory) {
        Path file = directory.resolve("reservations");
        Registrants before = new Registrants(unit(file));
        ByteBuffer list = PersistentReserveCdb.list(0, KEY_A, true);
        good(before.a.runOut(list, cdb -> PersistentReserveCdb.buildOut(cdb, REGISTER, 0, 24)));
        good(out(before.a, RESERVE, 3, KEY_A, 0));
        assertThat(in(before.c, 2).getShort(2)).isEqualTo((short) 0x0181);
        Registrants after = new Registrants(unit(file));
        conflict(Registrants.read(after.c));
        good(Registrants.read(after.a));
        good(out(after.a, REGISTER, 0, KEY_A, KEY_A));
        good(Registrants.read(new Registrants(unit(file)).c));
    }

    private static TestUnit unit(Path file) {
        return new TestUnit(TestUnit.builder().reservationFile(file).build(), false);
    }

    private ScsiTask move(long key, long actionKey, boolean unregister) {
        byte[] name = Registrants.NAME_B.getBytes(UTF_8);
        int idBytes = 4 + 40;
        ByteBuffer list = ByteBuffer.allocateDirect(24 + idBytes);
        list.putLong(0, key)
                .putLong(8, actionKey)
                .put(17, (byte) (unregister ? 2 : 0))
                .putInt(20, idBytes);
        list.put(24, (byte) 0x45).putShort(26, (short) 40).put(28, name);
        return ports.a.runOut(list, cdb -> PersistentReserveCdb.buildOut(cdb, REGISTER_AND_MOVE, 0, list.capacity()));
    }
}
