package io.isere.scsi.task;

/**
 * SAM-5 transport protocol services (5.4) as the device server sees them: buffers, data in both directions, status.
 *
 * <p>All methods and all steps run on the loop of the task's nexus. A step may run before the method that was given it
 * returns. Nothing here allocates, blocks or throws.
 *
 * <p>Ownership: from {@link ScsiPort#submit} until {@link #complete} the task is the device server's, except between a
 * call with a step and that step, when it is the transport's. While it is the transport's, the transport may end it
 * (connection lost, abort): it then frees the task, never runs the step, and tells the router by {@code taskGone}.
 *
 * <p>Abort: after {@link ScsiTask#requestAbort} the device server moves no more data and calls {@link #complete} with
 * outcome ABORTED as soon as it holds the task, which may be only after its backstore is done.
 */
public interface TaskTransport {
    /**
     * Puts {@code bytes} of transport-owned memory into {@link ScsiTask#data()}, then runs {@code next}, now or, first
     * come first served, when memory is free again. The transport takes the memory back after {@link #complete}.
     *
     * @param bytes 1 to the largest transfer the logical unit allows
     */
    void acquireBuffer(ScsiTask task, int bytes, TaskStep next);

    /**
     * Receive Data-Out (SAM-5 5.4.3.3): moves the first {@code bytes} of data-out into {@link ScsiTask#data()}, then
     * runs {@code next}. More than {@link ScsiTask#expectedDataBytes} is never asked for.
     */
    void receiveDataOut(ScsiTask task, int bytes, TaskStep next);

    /**
     * Send Data-In (SAM-5 5.4.3.2): sends the first {@code bytes} of {@link ScsiTask#data()}, at most
     * {@link ScsiTask#expectedDataBytes}. Called at most once a task, directly before {@link #complete}; the memory
     * is then the transport's or the backstore's again.
     *
     * @return true: the data has left the memory; false: it has not, and the transport will call {@code
     *     TaskRouter.dataLeft} once it has, or never will, before the task is used again. An exclusive write of blocks
     *     sent from a backstore's own memory waits for that.
     */
    boolean sendDataIn(ScsiTask task, int bytes);

    /**
     * Send Command Complete (SAM-5 5.4.2.4): with outcome COMPLETE sends status, sense data and residual (see
     * {@link ScsiTask#settleResidual}); with outcome ABORTED sends nothing. Frees the buffers when they are no longer
     * in use. The device server never touches the task again.
     */
    void complete(ScsiTask task);
}
