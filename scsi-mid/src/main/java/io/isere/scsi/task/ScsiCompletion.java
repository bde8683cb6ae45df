package io.isere.scsi.task;

/** Called once for each accepted task, on the loop of the port. Must not throw. */
@FunctionalInterface
public interface ScsiCompletion {
    /**
     * The task has ended; it and its buffers belong to the caller of {@link ScsiPort#submit} again, who may submit it
     * anew from within this call.
     */
    void onComplete(ScsiTask task);
}
