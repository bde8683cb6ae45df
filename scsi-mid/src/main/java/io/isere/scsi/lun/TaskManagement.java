package io.isere.scsi.lun;

import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.task.Lun;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.TaskManagementCompletion;
import io.isere.scsi.task.TaskManagementFunction;
import io.isere.scsi.task.TaskManagementResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One task management request at the target (SAM-5 7): what to abort, at which nexuses, and the answer once all is
 * done. Starts on the loop of the nexus it came by, visits others by message, and answers on the first. Control path.
 */
final class TaskManagement {
    private final ScsiTargetDevice device;
    private final NexusRouter origin;
    private final long lun;
    private final TaskManagementCompletion completion;
    /** Aborts still going on, plus one while they are being started. Any loop. */
    private final AtomicInteger outstanding = new AtomicInteger(1);

    TaskManagement(ScsiTargetDevice device, NexusRouter origin, long lun, TaskManagementCompletion completion) {
        this.device = device;
        this.origin = origin;
        this.lun = lun;
        this.completion = completion;
    }

    void execute(TaskManagementFunction function, @Nullable ScsiTask reference) {
        if (origin.isClosed()) {
            answer(TaskManagementResult.DELIVERY_FAILURE);
            return;
        }
        switch (function) {
            case I_T_NEXUS_RESET -> resetNexus();
            case TARGET_WARM_RESET, TARGET_COLD_RESET -> resetTarget();
            case CLEAR_ACA -> answer(TaskManagementResult.FUNCTION_NOT_SUPPORTED);
            case ABORT_TASK,
                    ABORT_TASK_SET,
                    CLEAR_TASK_SET,
                    LOGICAL_UNIT_RESET,
                    QUERY_TASK,
                    QUERY_TASK_SET,
                    QUERY_ASYNCHRONOUS_EVENT -> executeAtUnit(function, reference);
        }
    }

    private void executeAtUnit(TaskManagementFunction function, @Nullable ScsiTask reference) {
        LogicalUnit unit = origin.currentMap().unit(Lun.decode(lun));
        if (unit == null) {
            answer(TaskManagementResult.LUN_DOES_NOT_EXIST);
            return;
        }
        switch (function) {
            case ABORT_TASK -> abortTask(reference);
            // TST is 001b: the task set is that of the nexus, so there is no difference (SAM-5 7.5).
            case ABORT_TASK_SET, CLEAR_TASK_SET -> {
                abortAt(origin, unit, null);
                onDone();
            }
            case LOGICAL_UNIT_RESET -> {
                resetUnit(unit);
                onDone();
            }
            case QUERY_TASK ->
                answer(
                        reference == null
                                ? TaskManagementResult.FUNCTION_COMPLETE
                                : TaskManagementResult.FUNCTION_SUCCEEDED);
            case QUERY_ASYNCHRONOUS_EVENT ->
                answer(
                        origin.hasUnitAttention(lun)
                                ? TaskManagementResult.FUNCTION_SUCCEEDED
                                : TaskManagementResult.FUNCTION_COMPLETE);
            default -> answer(TaskManagementResult.FUNCTION_NOT_SUPPORTED);
        }
    }

    private void abortTask(@Nullable ScsiTask reference) {
        if (reference == null) {
            answer(TaskManagementResult.TASK_DOES_NOT_EXIST);
        } else {
            origin.nexus().abortTask(reference, this::onDone);
        }
    }

    private void resetNexus() {
        for (LogicalUnit unit : origin.currentMap().units()) {
            abortAt(origin, unit, null);
        }
        origin.onNexusReset();
        onDone();
    }

    /** Resets the units that the initiator sees: what it must not touch goes on. */
    private void resetTarget() {
        for (LogicalUnit unit : origin.currentMap().units()) {
            resetUnit(unit);
        }
        onDone();
    }

    /** Aborts at every nexus and leaves a unit attention there, the origin too: SAM-5 6.3.3 exempts nobody. */
    private void resetUnit(LogicalUnit unit) {
        unit.onReset();
        List<NexusRouter> routers = new ArrayList<>(device.routers());
        for (NexusRouter router : routers) {
            abortAt(router, unit, UnitAttention.BUS_DEVICE_RESET);
        }
    }

    private void abortAt(NexusRouter router, LogicalUnit unit, @Nullable UnitAttention attention) {
        outstanding.incrementAndGet();
        if (router == origin) {
            router.onAbortTasks(unit, attention, this::onDone);
            return;
        }
        try {
            router.nexus().home().execute(() -> router.onAbortTasks(unit, attention, this::onDone));
        } catch (RejectedExecutionException loopIsGone) {
            onDone();
        }
    }

    /** One abort, or the starting of them, is done; the last one answers. Any loop. */
    private void onDone() {
        if (outstanding.decrementAndGet() == 0) {
            origin.nexus().home().execute(() -> answer(TaskManagementResult.FUNCTION_COMPLETE));
        }
    }

    private void answer(TaskManagementResult result) {
        completion.onManaged(result);
    }
}
