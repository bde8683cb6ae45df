package io.isere.scsi.commands.persistentreserve;

import static io.isere.scsi.commands.persistentreserve.Registrants.KEY_A;
import static io.isere.scsi.commands.persistentreserve.Registrants.KEY_B;
import static io.isere.scsi.commands.persistentreserve.Registrants.PREEMPT;
import static io.isere.scsi.commands.persistentreserve.Registrants.PREEMPT_AND_ABORT;
import static io.isere.scsi.commands.persistentreserve.Registrants.RESERVE;
import static io.isere.scsi.commands.persistentreserve.Registrants.conflict;
import static io.isere.scsi.commands.persistentreserve.Registrants.good;
import static io.isere.scsi.commands.persistentreserve.Registrants.out;
import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.cdb.PersistentReserveCdb;
import io.isere.scsi.cdb.TestUnitReadyCdb;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.TaskOutcome;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.FakeBackstore;
import io.isere.scsi.testing.SecondPort;
import io.isere.scsi.testing.TestUnit;
import io.isere.scsi.testing.TestWire;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * PREEMPT AND ABORT (SPC-4 5.12.11.3): whose commands end, when the status comes, and who learns what. TAS is 0: over
 * a wire nobody tells the initiator of an aborted command, so those tests look in place.
 */
class PreemptAndAbortTest {
    private final FakeBackstore store = new FakeBackstore(1 << 20);
    private final Registrants ports = new Registrants(new TestUnit(store)).registered();

    private ScsiTask startRead(SecondPort port) {
        store.hold();
        ScsiTask task = TestUnit.prepare(cdb -> BlockCdb.BLOCK_10.build(cdb, Opcode.READ_10, 0, 1));
        TestUnit.withData(task, DataDirection.IN, ByteBuffer.allocateDirect(512));
        port.port.submit(task.completion(ended -> {}));
        ports.target.loop.runAll();
        return task;
    }

    private ScsiTask startPreempt(int action, int type) {
        ByteBuffer list = PersistentReserveCdb.list(KEY_B, KEY_A, false);
        ScsiTask task = TestUnit.prepare(cdb -> PersistentReserveCdb.buildOut(cdb, action, type, 24));
        TestUnit.withData(task, DataDirection.OUT, list);
        ports.b.port.submit(task.completion(ended -> {}));
        ports.target.loop.runAll();
        return task;
    }

    private void release() {
        store.release();
        ports.target.loop.runAll();
    }

    @Tag(TestWire.IN_PLACE)
    @Test
    void abortsTheCommandsOfThePreemptedAndThenAnswers() {
        good(out(ports.a, RESERVE, 1, KEY_A, 0));
        ScsiTask preempted = startRead(ports.a);
        ScsiTask own = startRead(ports.b);
        ScsiTask stranger = startRead(ports.c);
        ScsiTask preempt = startPreempt(PREEMPT_AND_ABORT, 1);
        assertThat(preempt.outcome())
                .as("the store still works for the preempted")
                .isEqualTo(TaskOutcome.PENDING);
        release();
        good(preempt);
        assertThat(preempted.outcome()).isEqualTo(TaskOutcome.ABORTED);
        good(own);
        good(stranger);
        attention(SenseCode.COMMANDS_CLEARED_BY_ANOTHER_INITIATOR);
        attention(SenseCode.REGISTRATIONS_PREEMPTED);
        good(ports.a.run(TestUnitReadyCdb::build));
        conflict(Registrants.write(ports.a));
    }

    @Test
    void preemptAloneAbortsNothing() {
        good(out(ports.a, RESERVE, 1, KEY_A, 0));
        ScsiTask preempted = startRead(ports.a);
        good(startPreempt(PREEMPT, 1));
        release();
        good(preempted);
        attention(SenseCode.REGISTRATIONS_PREEMPTED);
    }

    @Tag(TestWire.IN_PLACE)
    @Test
    void withoutReservationItTakesRegistrationsAndAborts() {
        ScsiTask preempted = startRead(ports.a);
        ScsiTask preempt = startPreempt(PREEMPT_AND_ABORT, 1);
        release();
        good(preempt);
        assertThat(preempted.outcome()).isEqualTo(TaskOutcome.ABORTED);
        good(Registrants.write(ports.c));
    }

    @Test
    void aPreemptedNexusThatHadNoCommandsLearnsOfItsRegistrationOnly() {
        good(startPreempt(PREEMPT_AND_ABORT, 1));
        attention(SenseCode.REGISTRATIONS_PREEMPTED);
        good(ports.a.run(TestUnitReadyCdb::build));
    }

    @Tag(TestWire.IN_PLACE)
    @Test
    void allRegistrantsLoseTheirCommandsToKeyZero() {
        good(out(ports.a, RESERVE, 8, KEY_A, 0));
        ScsiTask preempted = startRead(ports.a);
        ByteBuffer list = PersistentReserveCdb.list(KEY_B, 0, false);
        ScsiTask task = TestUnit.prepare(cdb -> PersistentReserveCdb.buildOut(cdb, PREEMPT_AND_ABORT, 3, 24));
        ports.b.port.submit(TestUnit.withData(task, DataDirection.OUT, list).completion(ended -> {}));
        ports.target.loop.runAll();
        release();
        good(task);
        assertThat(preempted.outcome()).isEqualTo(TaskOutcome.ABORTED);
        attention(SenseCode.COMMANDS_CLEARED_BY_ANOTHER_INITIATOR);
        attention(SenseCode.REGISTRATIONS_PREEMPTED);
        conflict(Registrants.read(ports.a));
        good(Registrants.read(ports.b));
    }

    @Test
    void aNexusThatIsGoneHoldsUpNothing() {
        good(out(ports.a, RESERVE, 1, KEY_A, 0));
        ports.a.port.close();
        good(startPreempt(PREEMPT_AND_ABORT, 1));
    }

    private void attention(SenseCode code) {
        Check.sense(ports.a.run(TestUnitReadyCdb::build), SenseKey.UNIT_ATTENTION, code);
    }
}
