package io.isere.scsi.lun;

import io.isere.scsi.task.Nexus;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.SubmitResult;
import io.isere.scsi.task.TaskManagementCompletion;
import io.isere.scsi.task.TaskManagementFunction;
import io.isere.scsi.task.TaskManagementResult;
import org.jspecify.annotations.Nullable;

/** The router of one nexus. */
final class NexusRouter implements TaskRouter {
    private final ScsiTargetDevice device;
    private boolean closed;

    NexusRouter(ScsiTargetDevice device, Nexus nexus, boolean powerOnUnitAttention) {
        this.device = device;
    }

    @Override
    public SubmitResult submit(ScsiTask task) {
        return closed ? SubmitResult.CLOSED : SubmitResult.BUSY;
    }

    @Override
    public void manage(
            TaskManagementFunction function,
            long lun,
            @Nullable ScsiTask reference,
            TaskManagementCompletion completion) {
        completion.onManaged(TaskManagementResult.FUNCTION_NOT_SUPPORTED);
    }

    @Override
    public void taskGone(ScsiTask task) {}

    @Override
    public void close() {
        closed = true;
        device.onClosed(this);
    }
}
