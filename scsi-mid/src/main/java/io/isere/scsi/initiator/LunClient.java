package io.isere.scsi.initiator;

import io.isere.scsi.sense.SenseData;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.ScsiCompletion;
import io.isere.scsi.task.ScsiPort;
import io.isere.scsi.task.ScsiStatus;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.SubmitResult;
import io.isere.scsi.task.TaskList;
import io.isere.scsi.task.TaskOutcome;

/**
 * The commands of one client to one logical unit: those a busy port did not take wait here, first come first served, and
 * those that ended with UNIT ATTENTION, BUSY or TASK SET FULL are sent again, a bounded number of times.
 *
 * <p>After BUSY or TASK SET FULL a command waits for the end of another one of this client; if there is none it goes at
 * once. Used on the port's loop only; a command allocates nothing.
 */
final class LunClient {
    static final int UNIT_ATTENTION_RETRIES_MAX = 8;
    static final int BUSY_RETRIES_MAX = 64;

    private static final ScsiCompletion ON_ENDED =
            task -> ClientTask.of(task).client().onEnded(task);

    private final ScsiPort port;
    private final long lun;
    private final TaskList waiting = new TaskList();
    private final Runnable onReady = this::onReady;
    private boolean readyAsked;
    private int inFlight;

    LunClient(ScsiPort port, long lun) {
        this.port = port;
        this.lun = lun;
    }

    /**
     * Sends a prepared task, or lets it wait; ACCEPTED or CLOSED. The completion runs once if ACCEPTED; a task that was
     * waiting when the port closed ends with CONNECTION_LOST.
     */
    SubmitResult submit(ScsiTask task, ScsiCompletion completion) {
        ClientTask.of(task).begin(this, completion);
        task.lun(lun).completion(ON_ENDED);
        if (!waiting.isEmpty()) {
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

    private void onEnded(ScsiTask task) {
        inFlight--;
        if (task.isGood()) {
            deliver(task);
        } else if (isBusy(task) && ClientTask.of(task).mayRetry(BUSY_RETRIES_MAX)) {
            waiting.addFirst(task);
            if (inFlight > 0) {
                return;
            }
        } else if (isUnitAttention(task) && ClientTask.of(task).mayRetry(UNIT_ATTENTION_RETRIES_MAX)) {
            waiting.addFirst(task);
        } else {
            deliver(task);
        }
        sendWaiting();
    }

    private static boolean isBusy(ScsiTask task) {
        return task.outcome() == TaskOutcome.COMPLETE
                && (task.status() == ScsiStatus.BUSY || task.status() == ScsiStatus.TASK_SET_FULL);
    }

    private static boolean isUnitAttention(ScsiTask task) {
        return task.outcome() == TaskOutcome.COMPLETE
                && task.status() == ScsiStatus.CHECK_CONDITION
                && SenseData.key(task.sense(), task.senseLengthBytes()) == SenseKey.UNIT_ATTENTION;
    }

    private static void deliver(ScsiTask task) {
        ClientTask.of(task).userCompletion().onComplete(task);
    }
}
