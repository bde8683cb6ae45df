package io.isere.scsi.task;

import org.jspecify.annotations.Nullable;

/**
 * The one door between SCSI and what carries it: tasks go in, completions come out.
 *
 * <p>Implemented by an initiator session and by the router of a device server, so an application client cannot tell
 * which is behind. All methods are called on the loop of the port, and all completions run there.
 */
public interface ScsiPort {
    /**
     * Hands over a task, prepared with LUN, CDB, direction, {@link ScsiTask#expectedDataBytes}, client data and
     * completion. Never blocks, never throws for expected conditions, allocates nothing.
     *
     * @return ACCEPTED: the task belongs to the port until its one completion, which may run before this method
     *     returns; otherwise the task stays the caller's
     */
    SubmitResult submit(ScsiTask task);

    /**
     * The most bytes that one task may move from or to this memory. A port that cannot reach it copies, and what it copies
     * through is bounded; a task of more is a programming error.
     */
    default int maxDataBytes(DataSegments data) {
        return Integer.MAX_VALUE;
    }

    /**
     * Asks for one call of {@code waiter}, on the loop, when a task may be accepted again. Called only after a BUSY;
     * waiters are called first come first served, one for each slot that becomes free, and all of them when the port
     * closes, to be answered CLOSED.
     */
    void awaitReady(Runnable waiter);

    /**
     * Runs {@code action} on the loop, once, after at least {@code delayNs}; a port without a clock runs it in a turn to
     * come. Control path, allocates.
     */
    void later(long delayNs, Runnable action);

    /**
     * Requests a task management function (SAM-5 7).
     *
     * @param lun 64-bit SAM LUN (see {@link Lun}); ignored by functions that have no LUN
     * @param reference the task of ABORT TASK and QUERY TASK, null for the others or when there is no such task
     */
    void manage(
            TaskManagementFunction function,
            long lun,
            @Nullable ScsiTask reference,
            TaskManagementCompletion completion);
}
