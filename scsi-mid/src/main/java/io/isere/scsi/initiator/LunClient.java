package io.isere.scsi.initiator;

import io.isere.scsi.task.DataSegments;
import io.isere.scsi.task.ScsiCompletion;
import io.isere.scsi.task.ScsiPort;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.SubmitResult;
import io.isere.scsi.task.TaskList;
import io.isere.scsi.task.TaskManagementCompletion;
import io.isere.scsi.task.TaskManagementFunction;
import io.isere.scsi.task.TaskOutcome;

/**
 * The commands of one client to one logical unit: those a busy port did not take wait here, first come first served, and
 * those that ended for a cause that may pass are sent again, as often as the {@link RetryPolicy} says.
 *
 * <p>After BUSY or TASK SET FULL a command waits for the end of another one of this client, or for the policy's delay if
 * there is none. Used on the port's loop only; a command allocates nothing.
 */
final class LunClient {
    private static final ScsiCompletion ON_ENDED =
            task -> ClientTask.of(task).client().onEnded(task);

    /** Whatever the answer, the task itself ends and tells how. */
    private static final TaskManagementCompletion ON_ABORT_ANSWERED = result -> {};

    private final ScsiPort port;
    private final long lun;
    private final RetryPolicy policy;
    private final TaskList waiting = new TaskList();
    private final Runnable onReady = this::onReady;
    private final Runnable onPauseOver = this::onPauseOver;
    private boolean readyAsked;
    private boolean paused;
    private int inFlight;

    LunClient(ScsiPort port, long lun, RetryPolicy policy) {
        this.port = port;
        this.lun = lun;
        this.policy = policy;
    }

    /**
     * Sends a prepared task, or lets it wait; ACCEPTED or CLOSED. The completion runs once if ACCEPTED; a task that was
     * waiting when the port closed ends with CONNECTION_LOST.
     *
     * @throws IllegalArgumentException when the port cannot move so much from or to the task's memory
     */
    SubmitResult submit(ScsiTask task, ScsiCompletion completion) {
        int bytesMax = port.maxDataBytes(task.clientData());
        if (task.expectedDataBytes() > bytesMax) {
            throw new IllegalArgumentException(
                    task.expectedDataBytes() + " bytes of memory that the port cannot reach: "
                            + "register it, in one piece, or move at most " + bytesMax + " bytes a command");
        }
        ClientTask.of(task).begin(this, completion);
        task.lun(lun).completion(ON_ENDED);
        if (!waiting.isEmpty()) {
            // Behind those that wait, whether for the port or for the device.
            waiting.addLast(task);
            return SubmitResult.ACCEPTED;
        }
        SubmitResult result = offer(task);
        if (result == SubmitResult.BUSY) {
            waiting.addLast(task);
            return SubmitResult.ACCEPTED;
        }
        return result;
    }

    /** Ends a submitted task early: one that waits at once, one that was sent by ABORT TASK. */
    void abort(ScsiTask task) {
        if (waiting.contains(task)) {
            waiting.remove(task);
            task.outcome(TaskOutcome.ABORTED);
            deliver(task);
        } else {
            port.manage(TaskManagementFunction.ABORT_TASK, lun, task, ON_ABORT_ANSWERED);
        }
    }

    /** Offers a task to the port; on BUSY asks to be called. */
    private SubmitResult offer(ScsiTask task) {
        task.resetResult();
        inFlight++;
        SubmitResult result = port.submit(task);
        if (result != SubmitResult.ACCEPTED) {
            inFlight--;
        }
        if (result == SubmitResult.BUSY && !readyAsked) {
            readyAsked = true;
            port.awaitReady(onReady);
        }
        return result;
    }

    private void onReady() {
        readyAsked = false;
        sendWaiting();
    }

    private void sendWaiting() {
        for (ScsiTask task = waiting.pollFirst(); task != null; task = waiting.pollFirst()) {
            SubmitResult result = offer(task);
            if (result == SubmitResult.BUSY) {
                waiting.addFirst(task);
                return;
            }
            if (result == SubmitResult.CLOSED) {
                task.outcome(TaskOutcome.CONNECTION_LOST);
                deliver(task);
            }
        }
    }

    /** The most bytes that one task may move from or to this memory. */
    int maxDataBytes(DataSegments data) {
        return port.maxDataBytes(data);
    }

    /** Runs {@code action} on the loop after at least {@code delayNs}. */
    void later(long delayNs, Runnable action) {
        port.later(delayNs, action);
    }

    private void onEnded(ScsiTask task) {
        inFlight--;
        RetryCause cause = task.isGood() ? RetryCause.NONE : RetryCause.of(task);
        if (cause == RetryCause.NONE || !ClientTask.of(task).mayRetry(cause, policy)) {
            deliver(task);
        } else {
            waiting.addFirst(task);
            if (cause == RetryCause.BUSY) {
                pause();
                return;
            }
        }
        sendWaiting();
    }

    /** The device has no room: the end of another command makes some, or time does. */
    private void pause() {
        if (inFlight == 0 && !paused) {
            paused = true;
            port.later(policy.busyDelayNs(), onPauseOver);
        }
    }

    private void onPauseOver() {
        paused = false;
        sendWaiting();
    }

    private static void deliver(ScsiTask task) {
        ClientTask.of(task).userCompletion().onComplete(task);
    }
}
