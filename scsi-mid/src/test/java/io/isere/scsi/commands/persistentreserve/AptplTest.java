package io.isere.scsi.commands.persistentreserve;

import static io.isere.scsi.commands.persistentreserve.Registrants.KEY_A;
import static io.isere.scsi.commands.persistentreserve.Registrants.KEY_B;
import static io.isere.scsi.commands.persistentreserve.Registrants.REGISTER;
import static io.isere.scsi.commands.persistentreserve.Registrants.good;
import static io.isere.scsi.commands.persistentreserve.Registrants.in;
import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.cdb.PersistentReserveCdb;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.TaskOutcome;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.SecondPort;
import io.isere.scsi.testing.TestUnit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Persistence through power loss: the status waits for the file, the loop does not. */
class AptplTest {
    @TempDir
    private Path directory;

    private static ScsiTask register(long key) {
        ScsiTask task = TestUnit.prepare(cdb -> PersistentReserveCdb.buildOut(cdb, REGISTER, 0, 24));
        return TestUnit.withData(task, DataDirection.OUT, PersistentReserveCdb.list(0, key, true));
    }

    private Registrants over(Path file) {
        return new Registrants(
                new TestUnit(TestUnit.builder().reservationFile(file).build(), false));
    }

    @Test
    void theStatusComesWhenTheFileIsThere() throws IOException {
        Path file = directory.resolve("reservations");
        Registrants ports = over(file);
        ScsiTask task = register(KEY_A);
        ports.a.port.submit(task.completion(ended -> {}));
        assertThat(task.outcome()).as("the loop did not wait for the file").isEqualTo(TaskOutcome.PENDING);
        ports.target.loop.runUntil(task::isGood);
        assertThat(Files.readString(file)).contains(Long.toHexString(KEY_A));
    }

    @Test
    void changesAreMadeInTheOrderTheyCame() {
        Registrants ports = over(directory.resolve("reservations"));
        ScsiTask[] tasks = new ScsiTask[8];
        for (int index = 0; index < tasks.length; index++) {
            SecondPort port = index % 2 == 0 ? ports.a : ports.b;
            long oldKey = index < 2 ? 0 : index - 1;
            tasks[index] = TestUnit.prepare(cdb -> PersistentReserveCdb.buildOut(cdb, REGISTER, 0, 24));
            TestUnit.withData(tasks[index], DataDirection.OUT, PersistentReserveCdb.list(oldKey, index + 1, true));
            port.port.submit(tasks[index].completion(ended -> {}));
        }
        for (ScsiTask task : tasks) {
            ports.target.loop.runUntil(() -> task.outcome() != TaskOutcome.PENDING);
            good(task);
        }
        assertThat(in(ports.c, 0).getInt(0)).as("PRGENERATION").isEqualTo(8);
    }

    @Test
    void aFileThatCannotBeWrittenChangesNothingAndSaysSo() {
        Registrants ports = over(directory.resolve("gone").resolve("reservations"));
        Check.sense(ports.a.run(register(KEY_A)), SenseKey.HARDWARE_ERROR, SenseCode.INTERNAL_TARGET_FAILURE);
        assertThat(in(ports.c, 0).getInt(4)).as("no key").isZero();
        good(Registrants.out(ports.b, REGISTER, 0, 0, KEY_B));
    }
}
