package io.isere.scsi.testing;

import io.isere.scsi.task.ScsiPort;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.SubmitResult;
import io.isere.scsi.task.TaskManagementCompletion;
import io.isere.scsi.task.TaskManagementFunction;
import org.jspecify.annotations.Nullable;

/** An initiator port at the device of a test, whatever lies between the two. */
public interface TestPort {
    /** What commands are submitted to. */
    ScsiPort scsi();

    /** As {@link ScsiPort#submit}. */
    default SubmitResult submit(ScsiTask task) {
        return scsi().submit(task);
    }

    /** As {@link io.isere.scsi.lun.LocalPort#manage}. */
    void manage(
            TaskManagementFunction function,
            long lun,
            @Nullable ScsiTask reference,
            TaskManagementCompletion completion);

    /** Ends the nexus. */
    void close();
}
