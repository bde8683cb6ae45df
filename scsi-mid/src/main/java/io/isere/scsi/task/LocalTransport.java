package io.isere.scsi.task;

/**
 * SCSI transport within one process: the client's own buffer serves as the device server's, and data moves by copy only
 * when the backstore offers memory of its own.
 *
 * <p>Used on the loop of its nexus only; allocates nothing; no step ever waits.
 */
public final class LocalTransport implements TaskTransport {
    private final ScsiCompletion onEnded;

    /** @param onEnded takes every task the device server has ended, from within the device server */
    public LocalTransport(ScsiCompletion onEnded) {
        this.onEnded = onEnded;
    }

    @Override
    public void acquireBuffer(ScsiTask task, int bytes, TaskStep next) {
        task.data().clear();
        task.data().addRange(task.clientData(), 0, bytes);
        next.run(task);
    }

    @Override
    public void receiveDataOut(ScsiTask task, int bytes, TaskStep next) {
        if (!isClientsOwn(task)) {
            DataSegments.copy(task.clientData(), task.data(), bytes);
        }
        next.run(task);
    }

    @Override
    public boolean sendDataIn(ScsiTask task, int bytes) {
        if (!isClientsOwn(task)) {
            DataSegments.copy(task.data(), task.clientData(), bytes);
        }
        return true;
    }

    /** True when data is the client's buffer, as acquireBuffer leaves it. */
    private static boolean isClientsOwn(ScsiTask task) {
        return task.data().isSlab(0, task.clientData().slab(0));
    }

    @Override
    public void complete(ScsiTask task) {
        if (task.outcome() == TaskOutcome.COMPLETE) {
            task.settleResidual();
        }
        onEnded.onComplete(task);
    }
}
