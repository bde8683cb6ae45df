package io.isere.scsi.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ScsiTaskTest {
    private final ScsiTask task = new ScsiTask();

    @Test
    void settlesUnderflowOverflowAndNeither() {
        assertResidual(100, 60, 40, 0, 60);
        assertResidual(60, 100, 0, 40, 60);
        assertResidual(60, 60, 0, 0, 60);
        assertResidual(0xFFFF_FFFFL, 0, 0xFFFF_FFFFL, 0, 0);
    }

    private void assertResidual(long expected, long requested, long underflow, long overflow, long transferred) {
        task.expectedDataBytes(expected).requestedBytes(requested).settleResidual();
        assertThat(task.underflowBytes()).isEqualTo(underflow);
        assertThat(task.overflowBytes()).isEqualTo(overflow);
        assertThat(task.transferredBytes()).isEqualTo(transferred);
    }

    @Test
    void isGoodOnlyWithAStatus() {
        assertThat(task.isGood()).isFalse();
        assertThat(task.outcome(TaskOutcome.COMPLETE).isGood()).isTrue();
        assertThat(task.status(ScsiStatus.BUSY).isGood()).isFalse();
        assertThat(task.status(ScsiStatus.GOOD).outcome(TaskOutcome.ABORTED).isGood())
                .isFalse();
    }

    @Test
    void resetForgetsTheCommandAndKeepsTheBindings() {
        Object state = new Object();
        task.deviceServerState(state).tag(1).lun(2).expectedDataBytes(3).status(ScsiStatus.BUSY);
        task.clientData().add(ByteBuffer.allocate(8), 0, 8);
        task.requestAbort();
        task.reset();
        assertThat(task.deviceServerState()).isSameAs(state);
        assertThat(task.tag()).isZero();
        assertThat(task.expectedDataBytes()).isZero();
        assertThat(task.clientData().count()).isZero();
        assertThat(task.abortRequested()).isFalse();
        assertThat(task.outcome()).isEqualTo(TaskOutcome.PENDING);
    }

    @Test
    void listsLinkTasksThroughThemselves() {
        TaskList list = new TaskList();
        ScsiTask second = new ScsiTask();
        ScsiTask third = new ScsiTask();
        list.addLast(second);
        list.addLast(third);
        list.addFirst(task);
        assertThat(list.count()).isEqualTo(3);
        assertThat(list.next(task)).isSameAs(second);
        list.remove(second);
        assertThat(list.contains(second)).isFalse();
        assertThat(list.next(task)).isSameAs(third);
        assertThat(list.pollFirst()).isSameAs(task);
        assertThat(list.pollFirst()).isSameAs(third);
        assertThat(list.pollFirst()).isNull();
        assertThat(list.isEmpty()).isTrue();
    }
}
