package io.isere.scsi.device.spc;

import io.isere.scsi.device.Command;
import io.isere.scsi.device.Reservations;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.TaskStep;
import java.util.concurrent.atomic.AtomicInteger;

/** Aborts that PREEMPT AND ABORT waits for; the last to end, on any loop, runs the task's next step on its own. */
final class PendingAborts implements Reservations.AbortCount {
    private final ScsiTask task;
    private final TaskStep then;
    /** Aborts under way, and one while they are being started. */
    private final AtomicInteger outstanding = new AtomicInteger(1);

    PendingAborts(ScsiTask task, TaskStep then) {
        this.task = task;
        this.then = then;
    }

    @Override
    public void started() {
        outstanding.incrementAndGet();
    }

    @Override
    public void ended() {
        if (outstanding.decrementAndGet() == 0) {
            Command.of(task).runAtHome(then);
        }
    }
}
