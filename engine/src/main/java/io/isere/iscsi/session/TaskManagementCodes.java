package io.isere.iscsi.session;

import io.isere.iscsi.pdu.TaskManagementResponse;
import io.isere.scsi.task.TaskManagementFunction;
import io.isere.scsi.task.TaskManagementResult;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Task management in SCSI's words and in iSCSI's codes (RFC 7143 sections 11.5.1 and 11.6.1). Pure functions. */
public final class TaskManagementCodes {
    private static final Map<TaskManagementFunction, io.isere.iscsi.pdu.TaskManagementFunction> FUNCTIONS =
            new EnumMap<>(TaskManagementFunction.class);
    private static final Map<TaskManagementResult, TaskManagementResponse> RESULTS =
            new EnumMap<>(TaskManagementResult.class);

    static {
        for (TaskManagementFunction function : TaskManagementFunction.values()) {
            FUNCTIONS.put(function, io.isere.iscsi.pdu.TaskManagementFunction.valueOf(function.name()));
        }
        RESULTS.put(TaskManagementResult.FUNCTION_COMPLETE, TaskManagementResponse.FUNCTION_COMPLETE);
        RESULTS.put(TaskManagementResult.FUNCTION_SUCCEEDED, TaskManagementResponse.FUNCTION_SUCCEEDED);
        RESULTS.put(TaskManagementResult.FUNCTION_REJECTED, TaskManagementResponse.FUNCTION_REJECTED);
        RESULTS.put(TaskManagementResult.TASK_DOES_NOT_EXIST, TaskManagementResponse.TASK_DOES_NOT_EXIST);
        RESULTS.put(TaskManagementResult.LUN_DOES_NOT_EXIST, TaskManagementResponse.LUN_DOES_NOT_EXIST);
        RESULTS.put(TaskManagementResult.FUNCTION_NOT_SUPPORTED, TaskManagementResponse.FUNCTION_NOT_SUPPORTED);
        RESULTS.put(TaskManagementResult.DELIVERY_FAILURE, TaskManagementResponse.FUNCTION_REJECTED);
    }

    private TaskManagementCodes() {}

    /** The code of a function on the wire. */
    public static int code(TaskManagementFunction function) {
        io.isere.iscsi.pdu.TaskManagementFunction wire = FUNCTIONS.get(function);
        return wire == null ? 0 : wire.code();
    }

    /** The function of a code; null for TASK REASSIGN, which is no matter of SCSI, and for codes nobody assigned. */
    public static @Nullable TaskManagementFunction function(int code) {
        io.isere.iscsi.pdu.TaskManagementFunction wire = io.isere.iscsi.pdu.TaskManagementFunction.of(code);
        for (Map.Entry<TaskManagementFunction, io.isere.iscsi.pdu.TaskManagementFunction> entry :
                FUNCTIONS.entrySet()) {
            if (entry.getValue() == wire) {
                return entry.getKey();
            }
        }
        return null;
    }

    /** The response code of a result. */
    public static int code(TaskManagementResult result) {
        TaskManagementResponse wire = RESULTS.get(result);
        return wire == null ? TaskManagementResponse.FUNCTION_REJECTED.code() : wire.code();
    }

    /** The result of a response code. */
    public static TaskManagementResult result(int code) {
        TaskManagementResponse wire = TaskManagementResponse.of(code);
        for (Map.Entry<TaskManagementResult, TaskManagementResponse> entry : RESULTS.entrySet()) {
            if (entry.getValue() == wire && entry.getKey() != TaskManagementResult.DELIVERY_FAILURE) {
                return entry.getKey();
            }
        }
        return TaskManagementResult.FUNCTION_REJECTED;
    }
}
