package io.isere.iscsi.initiator;

import io.isere.scsi.task.TaskManagementFunction;
import org.jspecify.annotations.Nullable;

/** The steps of the recovery of an overdue command, from the mildest on: a table, walked by {@link EscalationLadder}. */
enum EscalationStep {
    ABORT_TASK(TaskManagementFunction.ABORT_TASK),
    LUN_RESET(TaskManagementFunction.LOGICAL_UNIT_RESET),
    TARGET_WARM_RESET(TaskManagementFunction.TARGET_WARM_RESET),
    TARGET_COLD_RESET(TaskManagementFunction.TARGET_COLD_RESET),
    /** Ends the connection; the session's owner opens another one. It cannot fail. */
    REOPEN_SESSION(null);

    private static final EscalationStep[] STEPS = values();

    private final @Nullable TaskManagementFunction function;

    EscalationStep(@Nullable TaskManagementFunction function) {
        this.function = function;
    }

    /** What is asked of the target; null for the last step, which asks nothing. */
    @Nullable
    TaskManagementFunction function() {
        return function;
    }

    /** How long it may take. */
    long timeoutNs(EscalationPolicy policy) {
        return switch (this) {
            case ABORT_TASK -> policy.abortTaskTimeoutNs();
            case LUN_RESET -> policy.lunResetTimeoutNs();
            case TARGET_WARM_RESET -> policy.warmResetTimeoutNs();
            case TARGET_COLD_RESET -> policy.coldResetTimeoutNs();
            case REOPEN_SESSION -> 1;
        };
    }

    /** The next step that the policy does not leave out. */
    @SuppressWarnings("EnumOrdinal") // the order of the constants is the ladder
    EscalationStep next(EscalationPolicy policy) {
        for (int i = ordinal() + 1; i < STEPS.length; i++) {
            if (STEPS[i].timeoutNs(policy) > 0) {
                return STEPS[i];
            }
        }
        return REOPEN_SESSION;
    }
}
