package io.isere.scsi.initiator;

import static org.assertj.core.api.Assertions.assertThat;

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

/** Waiting for a busy port, and sending again. */
class LunClientTest {
    private final FakePort port = new FakePort();
    private final LunClient client = new LunClient(port, 0);
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
        for (int retry = 0; retry < LunClient.UNIT_ATTENTION_RETRIES_MAX; retry++) {
            port.endWithSense(SenseKey.UNIT_ATTENTION, SenseCode.POWER_ON_OCCURRED);
            assertThat(ended).isEmpty();
        }
        port.endWithSense(SenseKey.UNIT_ATTENTION, SenseCode.POWER_ON_OCCURRED);
        assertThat(ended).hasSize(1);
        assertThat(port.submitted).isEqualTo(1 + LunClient.UNIT_ATTENTION_RETRIES_MAX);
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
        }
        assertThat(port.submitted).isEqualTo(1 + LunClient.BUSY_RETRIES_MAX);
        assertThat(ended.get(0).status()).isEqualTo(ScsiStatus.BUSY);
    }

    @Test
    void otherErrorsAreNotRetried() {
        submit();
        port.endWithSense(SenseKey.ILLEGAL_REQUEST, SenseCode.LBA_OUT_OF_RANGE);
        assertThat(ended).hasSize(1);
        assertThat(port.submitted).isEqualTo(1);
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
