package io.isere.scsi.initiator;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.cdb.TestUnitReadyCdb;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.ScsiStatus;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.SubmitResult;
import io.isere.scsi.task.TaskOutcome;
import io.isere.scsi.testing.FakePort;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Waiting for a busy port, and sending again. */
class LunClientTest {
    private static final RetryPolicy POLICY = RetryPolicy.defaults();

    private final FakePort port = new FakePort();
    private final LunClient client = new LunClient(port, 0, POLICY);
    private final List<ScsiTask> ended = new ArrayList<>();

    private ScsiTask submit() {
        ScsiTask task = new ScsiTask();
        task.cdbLengthBytes(TestUnitReadyCdb.build(task.cdb()));
        assertThat(client.submit(task, ended::add)).isEqualTo(SubmitResult.ACCEPTED);
        return task;
    }

    @Test
    void waitsForABusyPortInOrder() {
        port.slots(1);
        ScsiTask first = submit();
        ScsiTask second = submit();
        ScsiTask third = submit();
        assertThat(port.inFlight).containsExactly(first);
        assertThat(port.waiters).hasSize(1);
        port.end(ScsiStatus.GOOD);
        assertThat(port.inFlight).containsExactly(second);
        port.callWaiters();
        port.end(ScsiStatus.GOOD);
        assertThat(port.inFlight).containsExactly(third);
        port.end(ScsiStatus.GOOD);
        assertThat(ended).containsExactly(first, second, third);
    }

    @Test
    void aPortThatIsBusyForOthersCallsBack() {
        port.slots(0);
        ScsiTask task = submit();
        assertThat(port.inFlight).isEmpty();
        port.slots(1);
        port.callWaiters();
        assertThat(port.inFlight).containsExactly(task);
    }

    @Test
    void unitAttentionIsRetriedABoundedNumberOfTimes() {
        submit();
        for (int retry = 0; retry < POLICY.unitAttentionRetries(); retry++) {
            port.endWithSense(SenseKey.UNIT_ATTENTION, SenseCode.POWER_ON_OCCURRED);
            assertThat(ended).isEmpty();
        }
        port.endWithSense(SenseKey.UNIT_ATTENTION, SenseCode.POWER_ON_OCCURRED);
        assertThat(ended).hasSize(1);
        assertThat(port.submitted).isEqualTo(1 + POLICY.unitAttentionRetries());
    }

    @Test
    void taskSetFullWaitsForTheEndOfAnother() {
        submit();
        ScsiTask refused = submit();
        port.inFlight.addLast(port.inFlight.removeFirst());
        port.end(ScsiStatus.TASK_SET_FULL);
        assertThat(port.inFlight).hasSize(1).doesNotContain(refused);
        port.end(ScsiStatus.GOOD);
        assertThat(port.inFlight).containsExactly(refused);
    }

    @Test
    void busyWithNothingElseInFlightIsRetriedABoundedNumberOfTimes() {
        submit();
        while (ended.isEmpty()) {
            port.end(ScsiStatus.BUSY);
            if (ended.isEmpty()) {
                assertThat(port.inFlight).isEmpty();
                assertThat(port.lastDelayNs).isEqualTo(POLICY.busyDelayNs());
                port.runLater();
            }
        }
        assertThat(port.submitted).isEqualTo(1 + POLICY.busyRetries());
        assertThat(ended.get(0).status()).isEqualTo(ScsiStatus.BUSY);
    }

    @Test
    void otherErrorsAreNotRetried() {
        submit();
        port.endWithSense(SenseKey.ILLEGAL_REQUEST, SenseCode.LBA_OUT_OF_RANGE);
        assertThat(ended).hasSize(1);
        assertThat(port.submitted).isEqualTo(1);
    }

    private ScsiTask submit(int opcode) {
        ScsiTask task = new ScsiTask();
        task.cdb().put(0, (byte) opcode);
        task.cdbLengthBytes(16);
        assertThat(client.submit(task, ended::add)).isEqualTo(SubmitResult.ACCEPTED);
        return task;
    }

    @Test
    void reservationConflictIsNotRetried() {
        submit(Opcode.WRITE_16);
        port.end(ScsiStatus.RESERVATION_CONFLICT);
        assertThat(ended).hasSize(1);
        assertThat(port.submitted).isEqualTo(1);
        assertThat(port.later).isEmpty();
    }

    @Test
    void becomingReadyIsWaitedFor() {
        submit(Opcode.READ_16);
        port.endWithSense(SenseKey.NOT_READY, SenseCode.NOT_READY_BECOMING_READY);
        assertThat(port.inFlight).isEmpty();
        port.runLater();
        port.end(ScsiStatus.GOOD);
        assertThat(ended).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = TaskOutcome.class,
            names = {"CLEARED", "TIMED_OUT"})
    void whatMayHaveBeenExecutedIsRepeatedOnlyIfThatDoesNoHarm(TaskOutcome outcome) {
        int retries = outcome == TaskOutcome.CLEARED ? POLICY.abortedRetries() : POLICY.timeoutRetries();
        submit(Opcode.WRITE_16);
        for (int retry = 0; retry < retries; retry++) {
            port.end(outcome);
            assertThat(ended).isEmpty();
        }
        port.end(outcome);
        assertThat(ended).hasSize(1);
        submit(Opcode.COMPARE_AND_WRITE);
        port.end(outcome);
        assertThat(ended).hasSize(2);
        assertThat(ended.get(1).outcome()).isEqualTo(outcome);
    }

    @Test
    void abortedCommandIsRepeatedButNotForItsProtectionInformation() {
        submit(Opcode.READ_16);
        port.endWithSense(SenseKey.ABORTED_COMMAND, SenseCode.DATA_PHASE_ERROR);
        assertThat(port.inFlight).hasSize(1);
        port.endWithSense(SenseKey.ABORTED_COMMAND, SenseCode.GUARD_CHECK_FAILED);
        assertThat(ended).hasSize(1);
    }

    @Test
    void whatTheUserAbortedOrTheConnectionLostIsToldAtOnce() {
        submit(Opcode.READ_16);
        port.end(TaskOutcome.ABORTED);
        submit(Opcode.READ_16);
        port.end(TaskOutcome.CONNECTION_LOST);
        assertThat(ended).hasSize(2);
    }

    @Test
    void aTaskThatWaitsWhenThePortClosesEnds() {
        port.slots(0);
        ScsiTask task = submit();
        port.close();
        assertThat(ended).containsExactly(task);
        assertThat(task.outcome()).isEqualTo(TaskOutcome.CONNECTION_LOST);
        assertThat(client.submit(new ScsiTask(), ended::add)).isEqualTo(SubmitResult.CLOSED);
    }
}
