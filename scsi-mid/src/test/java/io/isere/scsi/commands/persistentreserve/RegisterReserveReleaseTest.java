package io.isere.scsi.commands.persistentreserve;

import static io.isere.scsi.commands.persistentreserve.Registrants.CLEAR;
import static io.isere.scsi.commands.persistentreserve.Registrants.KEY_A;
import static io.isere.scsi.commands.persistentreserve.Registrants.KEY_B;
import static io.isere.scsi.commands.persistentreserve.Registrants.REGISTER;
import static io.isere.scsi.commands.persistentreserve.Registrants.REGISTER_AND_IGNORE;
import static io.isere.scsi.commands.persistentreserve.Registrants.RELEASE;
import static io.isere.scsi.commands.persistentreserve.Registrants.RESERVE;
import static io.isere.scsi.commands.persistentreserve.Registrants.conflict;
import static io.isere.scsi.commands.persistentreserve.Registrants.good;
import static io.isere.scsi.commands.persistentreserve.Registrants.in;
import static io.isere.scsi.commands.persistentreserve.Registrants.out;
import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.cdb.PersistentReserveCdb;
import io.isere.scsi.cdb.TestUnitReadyCdb;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** PERSISTENT RESERVE OUT: REGISTER, REGISTER AND IGNORE EXISTING KEY, RESERVE, RELEASE, CLEAR; IN tells it. */
class RegisterReserveReleaseTest {
    private static final int EXCLUSIVE_ACCESS_REGISTRANTS_ONLY = 6;

    private final Registrants ports = new Registrants(new TestUnit());

    @Test
    void registeringNeedsTheOldKeyUnlessItIsIgnored() {
        conflict(out(ports.a, REGISTER, 0, KEY_A, KEY_A));
        good(out(ports.a, REGISTER, 0, 0, KEY_A));
        conflict(out(ports.a, REGISTER, 0, 0, KEY_B));
        good(out(ports.a, REGISTER, 0, KEY_A, KEY_B));
        good(out(ports.a, REGISTER_AND_IGNORE, 0, 77, KEY_A));
        ByteBuffer keys = in(ports.c, 0);
        assertThat(keys.getInt(0)).as("generation").isEqualTo(3);
        assertThat(keys.getInt(4)).isEqualTo(8);
        assertThat(keys.getLong(8)).isEqualTo(KEY_A);
        good(out(ports.a, REGISTER, 0, KEY_A, 0));
        assertThat(in(ports.c, 0).getInt(4)).isZero();
    }

    @Test
    void reservingNeedsARegistrationAndAFreeUnit() {
        conflict(out(ports.a, RESERVE, 1, KEY_A, 0));
        ports.registered();
        conflict(out(ports.a, RESERVE, 1, KEY_B, 0));
        good(out(ports.a, RESERVE, 1, KEY_A, 0));
        good(out(ports.a, RESERVE, 1, KEY_A, 0));
        conflict(out(ports.a, RESERVE, 3, KEY_A, 0));
        conflict(out(ports.b, RESERVE, 1, KEY_B, 0));
        ByteBuffer reservation = in(ports.c, 1);
        assertThat(reservation.getInt(4)).isEqualTo(16);
        assertThat(reservation.getLong(8)).isEqualTo(KEY_A);
        assertThat(reservation.get(21)).isEqualTo((byte) 1);
    }

    @Test
    void releasingTellsTheOthersOfTheRegistrantsTypes() {
        ports.registered();
        good(out(ports.a, RESERVE, EXCLUSIVE_ACCESS_REGISTRANTS_ONLY, KEY_A, 0));
        good(out(ports.b, RELEASE, EXCLUSIVE_ACCESS_REGISTRANTS_ONLY, KEY_B, 0));
        Check.sense(
                out(ports.a, RELEASE, 5, KEY_A, 0),
                SenseKey.ILLEGAL_REQUEST,
                SenseCode.INVALID_RELEASE_OF_PERSISTENT_RESERVATION);
        good(out(ports.a, RELEASE, EXCLUSIVE_ACCESS_REGISTRANTS_ONLY, KEY_A, 0));
        Check.sense(ports.b.run(TestUnitReadyCdb::build), SenseKey.UNIT_ATTENTION, SenseCode.RESERVATIONS_RELEASED);
        good(ports.c.run(TestUnitReadyCdb::build));
        assertThat(in(ports.c, 1).getInt(4)).isZero();
    }

    @Test
    void unregisteringTheHolderReleases() {
        ports.registered();
        good(out(ports.a, RESERVE, EXCLUSIVE_ACCESS_REGISTRANTS_ONLY, KEY_A, 0));
        good(out(ports.a, REGISTER, 0, KEY_A, 0));
        Check.sense(ports.b.run(TestUnitReadyCdb::build), SenseKey.UNIT_ATTENTION, SenseCode.RESERVATIONS_RELEASED);
        good(Registrants.write(ports.c));
    }

    @Test
    void clearingTellsEveryRegistrant() {
        ports.registered();
        good(out(ports.a, RESERVE, 3, KEY_A, 0));
        good(out(ports.b, CLEAR, 0, KEY_B, 0));
        Check.sense(ports.a.run(TestUnitReadyCdb::build), SenseKey.UNIT_ATTENTION, SenseCode.RESERVATIONS_PREEMPTED);
        assertThat(in(ports.c, 0).getInt(4)).isZero();
        good(Registrants.write(ports.c));
    }

    @Test
    void tellsCapabilities() {
        ByteBuffer capabilities = in(ports.c, 2);
        assertThat(capabilities.getShort(0)).isEqualTo((short) 8);
        assertThat(capabilities.get(2)).isZero();
        assertThat(capabilities.getShort(4)).isEqualTo((short) 0xEA01);
    }

    @Test
    void tellsFullStatus() {
        ports.registered();
        good(out(ports.b, RESERVE, 5, KEY_B, 0));
        ByteBuffer status = in(ports.c, 3);
        int idBytes = status.getInt(8 + 20);
        assertThat(status.getLong(8)).isEqualTo(KEY_A);
        assertThat(status.get(8 + 12)).isZero();
        int second = 8 + 24 + idBytes;
        assertThat(status.getLong(second)).isEqualTo(KEY_B);
        assertThat(status.getShort(second + 12)).isEqualTo((short) 0x0105);
        assertThat(status.get(second + 24)).isEqualTo((byte) 0x45);
        assertThat(status.getInt(4)).isEqualTo(second + 24 + status.getInt(second + 20) - 8);
    }

    @Test
    void wrongTypesListsAndFlagsAreRefused() {
        Check.invalidField(out(ports.a, RESERVE, 2, 0, 0), 2);
        Check.invalidField(out(ports.a, RESERVE, 0x11, 0, 0), 2);
        Check.sense(
                ports.a.run(cdb -> PersistentReserveCdb.buildOut(cdb, REGISTER, 0, 23)),
                SenseKey.ILLEGAL_REQUEST,
                SenseCode.PARAMETER_LIST_LENGTH_ERROR);
        ByteBuffer aptpl = PersistentReserveCdb.list(0, KEY_A, true);
        Check.sense(
                ports.a.runOut(aptpl, cdb -> PersistentReserveCdb.buildOut(cdb, REGISTER, 0, 24)),
                SenseKey.ILLEGAL_REQUEST,
                SenseCode.INVALID_FIELD_IN_PARAMETER_LIST);
    }
}
