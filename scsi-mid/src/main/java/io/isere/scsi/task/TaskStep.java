package io.isere.scsi.task;

/**
 * The next step of a task after a wait: a continuation that captures nothing and is held in a static final field, so
 * that waiting allocates nothing.
 */
@FunctionalInterface
public interface TaskStep {
    /** Runs on the loop of the task's nexus. */
    void run(ScsiTask task);
}
