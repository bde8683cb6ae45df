package io.isere.scsi.testing;

import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseData;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.ScsiPort;
import io.isere.scsi.task.ScsiStatus;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.SubmitResult;
import io.isere.scsi.task.TaskManagementCompletion;
import io.isere.scsi.task.TaskManagementFunction;
import io.isere.scsi.task.TaskManagementResult;
import io.isere.scsi.task.TaskOutcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A port that keeps what it is given until the test ends it, as the test likes. For one thread. */
public final class FakePort implements ScsiPort {
    /** Tasks accepted and not ended, oldest first. */
    public final Deque<ScsiTask> inFlight = new ArrayDeque<>();

    public final List<Runnable> waiters = new ArrayList<>();
    /** What is to run later, oldest first. */
    public final Deque<Runnable> later = new ArrayDeque<>();

    public long lastDelayNs;
    public int submitted;
    private int slots = Integer.MAX_VALUE;
    private boolean closed;
    private boolean endsAtOnce;

    /** Accepts at most {@code count} tasks at a time. */
    public void slots(int count) {
        slots = count;
    }

    /** Ends every task with GOOD while it is submitted, from now on. */
    public void endAtOnce() {
        endsAtOnce = true;
    }

    /** Ends the oldest task with GOOD, and {@code underflowBytes} less than it expects. */
    public void endShort(int underflowBytes) {
        ScsiTask task = inFlight.remove();
        task.outcome(TaskOutcome.COMPLETE)
                .status(ScsiStatus.GOOD)
                .requestedBytes(task.expectedDataBytes() - underflowBytes);
        task.settleResidual().completion().onComplete(task);
    }

    /** Answers CLOSED from now on, and calls those who wait. */
    public void close() {
        closed = true;
        callWaiters();
    }

    @Override
    public SubmitResult submit(ScsiTask task) {
        if (closed) {
            return SubmitResult.CLOSED;
        }
        if (inFlight.size() >= slots) {
            return SubmitResult.BUSY;
        }
        submitted++;
        inFlight.add(task);
        if (endsAtOnce) {
            end(ScsiStatus.GOOD);
        }
        return SubmitResult.ACCEPTED;
    }

    @Override
    public void awaitReady(Runnable waiter) {
        waiters.add(waiter);
    }

    @Override
    public void later(long delayNs, Runnable action) {
        lastDelayNs = delayNs;
        later.add(action);
    }

    /** Lets time pass. */
    public void runLater() {
        later.remove().run();
    }

    /** Calls those who wait for a slot. */
    public void callWaiters() {
        List<Runnable> called = new ArrayList<>(waiters);
        waiters.clear();
        called.forEach(Runnable::run);
    }

    /** Ends the oldest task with a status without sense data. */
    public void end(int status) {
        ScsiTask task = inFlight.remove();
        task.outcome(TaskOutcome.COMPLETE).status(status).requestedBytes(task.expectedDataBytes());
        task.settleResidual().completion().onComplete(task);
    }

    /** Ends the oldest task without a status. */
    public void end(TaskOutcome outcome) {
        ScsiTask task = inFlight.remove();
        task.outcome(outcome).completion().onComplete(task);
    }

    /** Ends the oldest task with CHECK CONDITION. */
    public void endWithSense(SenseKey key, SenseCode code) {
        ScsiTask task = inFlight.peek();
        task.senseLengthBytes(SenseData.writeFixed(task.sense(), key, code));
        end(ScsiStatus.CHECK_CONDITION);
    }

    @Override
    public void manage(
            TaskManagementFunction function, long lun, ScsiTask reference, TaskManagementCompletion completion) {
        completion.onManaged(TaskManagementResult.FUNCTION_NOT_SUPPORTED);
    }
}
