package io.isere.scsi.commands.sanitize;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.backstore.BackstoreStatus;
import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.cdb.InquiryCdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.cdb.ReportLunsCdb;
import io.isere.scsi.cdb.RequestSenseCdb;
import io.isere.scsi.cdb.SanitizeCdb;
import io.isere.scsi.cdb.StartStopUnitCdb;
import io.isere.scsi.cdb.TestUnitReadyCdb;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseData;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.Lun;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.TaskManagementFunction;
import io.isere.scsi.task.TaskOutcome;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.FakeBackstore;
import io.isere.scsi.testing.TestUnit;
import io.isere.scsi.testing.TestWire;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a unit answers while it is being sanitized, and after that has failed. */
class SanitizeInProgressTest {
    private final FakeBackstore store = new FakeBackstore(4 << 20);
    private final TestUnit target = new TestUnit(store);
    private final ByteBuffer data = ByteBuffer.allocateDirect(512);

    @Test
    void refusesAllButInquiryReportLunsAndRequestSense() {
        ScsiTask sanitize = startAndHold(false, false);
        inProgress(target.run(TestUnitReadyCdb::build));
        inProgress(target.run(cdb -> StartStopUnitCdb.build(cdb, true, false, false)));
        inProgress(target.read(0, 1, data));
        inProgress(target.write(0, 1, data));
        inProgress(target.run(cdb -> SanitizeCdb.build(cdb, SanitizeCdb.EXIT_FAILURE_MODE, false, false, 0)));
        assertThat(target.runIn(data, cdb -> InquiryCdb.build(cdb, 96)).isGood())
                .isTrue();
        assertThat(target.runIn(data, cdb -> ReportLunsCdb.build(cdb, 0, 512)).isGood())
                .isTrue();
        assertThat(sanitize.outcome()).isEqualTo(TaskOutcome.PENDING);
        finish();
        Check.good(sanitize);
        Check.good(target.run(TestUnitReadyCdb::build));
    }

    @Test
    void requestSenseTellsTheProgress() {
        startAndHold(false, true);
        int before = progress();
        store.release();
        target.loop.runAll();
        assertThat(before).isZero();
        assertThat(requestSense()).isEqualTo(SenseCode.NO_ADDITIONAL_SENSE);
    }

    @Tag(TestWire.IN_PLACE)
    @Test
    void progressGrowsFromTurnToTurn() {
        TestUnit ram = new TestUnit();
        submit(ram, SanitizeCdb.list(false, 31, (byte) 0x77), true, false);
        int last = 0;
        int turns = 0;
        while (ram.unit.state().sanitization().isInProgress()) {
            int now = ram.unit.state().sanitization().progress();
            assertThat(now).isGreaterThanOrEqualTo(last);
            last = now;
            turns++;
            ram.loop.runOne();
        }
        assertThat(turns).as("the loop had its turns between pieces").isGreaterThan(31);
        assertThat(last).isBetween(0x8000, 0xFFFF);
    }

    @Test
    void immedEndsAtOnce() {
        ScsiTask sanitize = startAndHold(true, false);
        Check.good(sanitize);
        inProgress(target.run(TestUnitReadyCdb::build));
        finish();
        Check.good(target.run(TestUnitReadyCdb::build));
    }

    @Test
    void waitsForCommandsThatCameBeforeAndAdmitsNoneAfter() {
        store.hold();
        ScsiTask write = TestUnit.withData(
                TestUnit.prepare(cdb -> BlockCdb.BLOCK_16.build(cdb, Opcode.WRITE_16, 0, 1)), DataDirection.OUT, data);
        target.port.submit(write.completion(ended -> {}));
        ScsiTask sanitize = submit(target, SanitizeCdb.list(false, 1, (byte) 1), false, false);
        target.loop.runAll();
        assertThat(store.heldCount()).as("only the write is with the store").isEqualTo(1);
        store.release();
        target.loop.runAll();
        Check.good(write);
        Check.good(sanitize);
    }

    @ParameterizedTest
    @EnumSource(names = {"ABORT_TASK_SET", "CLEAR_TASK_SET", "LOGICAL_UNIT_RESET", "TARGET_WARM_RESET"})
    void goesOnWhateverBecomesOfTheCommand(TaskManagementFunction function) {
        ScsiTask sanitize = startAndHold(false, false);
        boolean[] managed = {false};
        target.port.manage(function, Lun.encode(0), null, result -> managed[0] = true);
        target.loop.runAll();
        if (function.name().endsWith("RESET")) {
            Check.sense(
                    target.run(TestUnitReadyCdb::build), SenseKey.UNIT_ATTENTION, SenseCode.BUS_DEVICE_RESET_OCCURRED);
        }
        inProgress(target.run(TestUnitReadyCdb::build));
        finish();
        assertThat(managed[0]).isTrue();
        assertThat(sanitize.outcome()).isEqualTo(TaskOutcome.ABORTED);
        Check.good(target.run(TestUnitReadyCdb::build));
    }

    @Test
    void outlivesItsNexus() {
        startAndHold(true, false);
        target.port.close();
        assertThat(target.unit.state().sanitization().isInProgress()).isTrue();
        finish();
        assertThat(target.unit.state().sanitization().isInProgress()).isFalse();
    }

    @Test
    void aFailureWithoutAuseIsEndedByASanitizeOnly() {
        fail(false);
        failed(target.run(TestUnitReadyCdb::build));
        failed(target.read(0, 1, data));
        assertThat(requestSense()).isEqualTo(SenseCode.SANITIZE_COMMAND_FAILED);
        Check.invalidField(exitFailureMode(), 1);
        ScsiTask withAuse = submit(target, SanitizeCdb.list(false, 1, (byte) 1), false, true);
        target.loop.runAll();
        Check.invalidField(withAuse, 1);
        store.answer(BackstoreStatus.OK);
        Check.good(SanitizeTest.overwrite(target, SanitizeCdb.list(false, 1, (byte) 1)));
        Check.good(target.run(TestUnitReadyCdb::build));
    }

    @Test
    void aFailureWithAuseIsEndedByExitFailureMode() {
        fail(true);
        failed(target.run(TestUnitReadyCdb::build));
        Check.good(exitFailureMode());
        Check.good(target.run(TestUnitReadyCdb::build));
        Check.good(exitFailureMode());
    }

    private void fail(boolean ause) {
        store.answer(BackstoreStatus.NO_SPACE);
        ScsiTask sanitize = submit(target, SanitizeCdb.list(false, 1, (byte) 1), false, ause);
        target.loop.runAll();
        failed(sanitize);
    }

    private ScsiTask exitFailureMode() {
        return target.run(cdb -> SanitizeCdb.build(cdb, SanitizeCdb.EXIT_FAILURE_MODE, false, false, 0));
    }

    private ScsiTask startAndHold(boolean immed, boolean ause) {
        store.hold();
        ScsiTask task = submit(target, SanitizeCdb.list(false, 2, (byte) 1), immed, ause);
        target.loop.runAll();
        assertThat(store.heldCount()).isEqualTo(1);
        return task;
    }

    private void finish() {
        store.release();
        target.loop.runAll();
    }

    private static ScsiTask submit(TestUnit unit, ByteBuffer list, boolean immed, boolean ause) {
        ScsiTask task =
                TestUnit.prepare(cdb -> SanitizeCdb.build(cdb, SanitizeCdb.OVERWRITE, immed, ause, list.capacity()));
        unit.port.submit(TestUnit.withData(task, DataDirection.OUT, list).completion(ended -> {}));
        return task;
    }

    private int progress() {
        assertThat(requestSense()).isEqualTo(SenseCode.NOT_READY_SANITIZE_IN_PROGRESS);
        return SenseData.progress(data, 18);
    }

    private SenseCode requestSense() {
        assertThat(target.runIn(data, cdb -> RequestSenseCdb.build(cdb, false, 252))
                        .isGood())
                .isTrue();
        return SenseCode.of(SenseData.asc(data, 18), SenseData.ascq(data, 18));
    }

    private static void inProgress(ScsiTask task) {
        Check.sense(task, SenseKey.NOT_READY, SenseCode.NOT_READY_SANITIZE_IN_PROGRESS);
        assertThat(SenseData.progress(task.sense(), task.senseLengthBytes())).isNotNegative();
    }

    private static void failed(ScsiTask task) {
        Check.sense(task, SenseKey.MEDIUM_ERROR, SenseCode.SANITIZE_COMMAND_FAILED);
    }
}
