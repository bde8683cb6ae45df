package io.isere.scsi.commands.persistentreserve;

import static io.isere.scsi.commands.persistentreserve.Registrants.KEY_A;
import static io.isere.scsi.commands.persistentreserve.Registrants.RESERVE;
import static io.isere.scsi.commands.persistentreserve.Registrants.conflict;
import static io.isere.scsi.commands.persistentreserve.Registrants.good;
import static io.isere.scsi.commands.persistentreserve.Registrants.out;

import io.isere.scsi.cdb.TestUnitReadyCdb;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.TestUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may read and write under a persistent reservation of each type: the holder, a registrant, a stranger. */
class AccessTest {
    private final Registrants ports = new Registrants(new TestUnit()).registered();

    @ParameterizedTest
    @CsvSource({
        "1, true, false, true, false",
        "3, false, false, false, false",
        "5, true, true, true, false",
        "6, true, true, false, false",
        "7, true, true, true, false",
        "8, true, true, false, false"
    })
    void followsTheType(
            int type, boolean registrantReads, boolean registrantWrites, boolean otherReads, boolean otherWrites) {
        good(out(ports.a, RESERVE, type, KEY_A, 0));
        good(Registrants.read(ports.a));
        good(Registrants.write(ports.a));
        expect(registrantReads, Registrants.read(ports.b));
        expect(registrantWrites, Registrants.write(ports.b));
        expect(otherReads, Registrants.read(ports.c));
        expect(otherWrites, Registrants.write(ports.c));
        good(ports.c.run(TestUnitReadyCdb::build));
    }

    private static void expect(boolean admitted, ScsiTask task) {
        if (admitted) {
            good(task);
        } else {
            conflict(task);
        }
    }
}
