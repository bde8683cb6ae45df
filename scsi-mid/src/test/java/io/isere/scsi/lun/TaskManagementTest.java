package io.isere.scsi.lun;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.cdb.TestUnitReadyCdb;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.Lun;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.SubmitResult;
import io.isere.scsi.task.TaskManagementFunction;
import io.isere.scsi.task.TaskManagementResult;
import io.isere.scsi.task.TaskOutcome;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.FakeBackstore;
import io.isere.scsi.testing.TestPort;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Task management between two nexuses at one unit, with commands held by the backstore (SAM-5 7). */
class TaskManagementTest {
    private final FakeBackstore store = new FakeBackstore(1 << 20);
    private final TestUnit target = new TestUnit(store);
    private final TestPort other = target.connect("other", 256);
    private final List<ScsiTask> ended = new ArrayList<>();
    private final List<TaskManagementResult> results = new ArrayList<>();

    private ScsiTask startRead(TestPort port) {
        store.hold();
        ScsiTask task = TestUnit.prepare(cdb -> BlockCdb.BLOCK_16.build(cdb, Opcode.READ_16, 0, 1));
        TestUnit.withData(task, DataDirection.IN, ByteBuffer.allocateDirect(512));
        assertThat(port.submit(task.completion(ended::add))).isEqualTo(SubmitResult.ACCEPTED);
        return task;
    }

    private void manage(TaskManagementFunction function, int lun, ScsiTask reference) {
        target.port.manage(function, Lun.encode(lun), reference, results::add);
        target.loop.runAll();
    }

    private void release() {
        store.release();
        target.loop.runAll();
    }

    @Test
    void abortTaskEndsItAndThenAnswers() {
        ScsiTask task = startRead(target.port);
        ScsiTask bystander = startRead(target.port);
        manage(TaskManagementFunction.ABORT_TASK, 0, task);
        assertThat(results).as("the backstore still has the task").isEmpty();
        release();
        assertThat(task.outcome()).isEqualTo(TaskOutcome.ABORTED);
        assertThat(bystander.isGood()).isTrue();
        assertThat(results).containsExactly(TaskManagementResult.FUNCTION_COMPLETE);
    }

    @Test
    void abortTaskOfNoTaskSaysSo() {
        manage(TaskManagementFunction.ABORT_TASK, 0, null);
        manage(TaskManagementFunction.ABORT_TASK, 0, new ScsiTask());
        assertThat(results)
                .containsExactly(TaskManagementResult.TASK_DOES_NOT_EXIST, TaskManagementResult.TASK_DOES_NOT_EXIST);
    }

    @Test
    void abortTaskSetLeavesOtherNexusesAlone() {
        ScsiTask mine = startRead(target.port);
        ScsiTask theirs = startRead(other);
        manage(TaskManagementFunction.ABORT_TASK_SET, 0, null);
        release();
        assertThat(mine.outcome()).isEqualTo(TaskOutcome.ABORTED);
        assertThat(theirs.isGood()).isTrue();
        assertThat(results).containsExactly(TaskManagementResult.FUNCTION_COMPLETE);
    }

    @Test
    void clearTaskSetClearsThatOfItsNexusAsTstSays() {
        ScsiTask mine = startRead(target.port);
        ScsiTask theirs = startRead(other);
        manage(TaskManagementFunction.CLEAR_TASK_SET, 0, null);
        release();
        assertThat(mine.outcome()).isEqualTo(TaskOutcome.ABORTED);
        assertThat(theirs.isGood()).isTrue();
        Check.good(testUnitReady(other));
        Check.good(testUnitReady(target.port));
    }

    @Test
    void logicalUnitResetAbortsEverywhereAndLeavesAUnitAttentionThere() {
        ScsiTask mine = startRead(target.port);
        ScsiTask theirs = startRead(other);
        manage(TaskManagementFunction.LOGICAL_UNIT_RESET, 0, null);
        assertThat(results).isEmpty();
        release();
        assertThat(mine.outcome()).isEqualTo(TaskOutcome.ABORTED);
        assertThat(theirs.outcome()).isEqualTo(TaskOutcome.ABORTED);
        assertThat(results).containsExactly(TaskManagementResult.FUNCTION_COMPLETE);
        for (TestPort port : List.of(target.port, other)) {
            Check.sense(testUnitReady(port), SenseKey.UNIT_ATTENTION, SenseCode.BUS_DEVICE_RESET_OCCURRED);
            Check.good(testUnitReady(port));
        }
    }

    @Test
    void targetResetReachesEveryUnit() {
        target.device.addLun(1, TestUnit.builder().build());
        manage(TaskManagementFunction.TARGET_WARM_RESET, 0, null);
        assertThat(results).containsExactly(TaskManagementResult.FUNCTION_COMPLETE);
    }

    @Test
    void nexusResetLeavesAUnitAttentionAtItsOwnNexus() {
        ScsiTask task = startRead(target.port);
        manage(TaskManagementFunction.I_T_NEXUS_RESET, 0, null);
        release();
        assertThat(task.outcome()).isEqualTo(TaskOutcome.ABORTED);
        Check.sense(testUnitReady(target.port), SenseKey.UNIT_ATTENTION, SenseCode.NEXUS_LOSS_OCCURRED);
    }

    @Test
    void aResetDoesNotWaitForANexusThatIsGone() {
        startRead(other);
        other.close();
        manage(TaskManagementFunction.LOGICAL_UNIT_RESET, 0, null);
        assertThat(results).containsExactly(TaskManagementResult.FUNCTION_COMPLETE);
    }

    @Test
    void aLunWithoutUnitDoesNotExist() {
        manage(TaskManagementFunction.LOGICAL_UNIT_RESET, 9, null);
        assertThat(results).containsExactly(TaskManagementResult.LUN_DOES_NOT_EXIST);
    }

    @Test
    void queriesAnswerYesOrNo() {
        ScsiTask task = startRead(target.port);
        manage(TaskManagementFunction.QUERY_TASK, 0, task);
        manage(TaskManagementFunction.QUERY_TASK, 0, null);
        manage(TaskManagementFunction.QUERY_ASYNCHRONOUS_EVENT, 0, null);
        manage(TaskManagementFunction.CLEAR_ACA, 0, null);
        assertThat(results)
                .containsExactly(
                        TaskManagementResult.FUNCTION_SUCCEEDED,
                        TaskManagementResult.FUNCTION_COMPLETE,
                        TaskManagementResult.FUNCTION_COMPLETE,
                        TaskManagementResult.FUNCTION_NOT_SUPPORTED);
    }

    private ScsiTask testUnitReady(TestPort port) {
        ScsiTask task = TestUnit.prepare(TestUnitReadyCdb::build);
        assertThat(port.submit(task.completion(done -> {}))).isEqualTo(SubmitResult.ACCEPTED);
        target.loop.runAll();
        return task;
    }
}
