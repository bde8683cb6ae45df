package io.isere.scsi.task;

/** Called once for each task management request, on the loop of the port. Must not throw. */
@FunctionalInterface
public interface TaskManagementCompletion {
    /** The function has ended: every task it aborted has been completed or freed before this call. */
    void onManaged(TaskManagementResult result);
}
