package io.isere.iscsi.pdu;

import java.util.Arrays;

/**
 * Task management functions (RFC 7143, section 11.5.1; 9-12 RFC 7144, section 6.3).
 *
 * <p>Immutable; any thread; {@link #of} allocates nothing.
 */
public enum TaskManagementFunction {
    /** Aborts the task of the Referenced Task Tag. */
    ABORT_TASK(1),
    /** Aborts all tasks of this session on the LU. */
    ABORT_TASK_SET(2),
    /** Clears the auto contingent allegiance condition. */
    CLEAR_ACA(3),
    /** Aborts all tasks of the task set, those of other initiators too. */
    CLEAR_TASK_SET(4),
    /** Resets the LU. */
    LOGICAL_UNIT_RESET(5),
    /** Resets all LUs of the target. */
    TARGET_WARM_RESET(6),
    /** Resets all LUs as if powered on and ends all sessions. */
    TARGET_COLD_RESET(7),
    /** Moves a task to this connection; ErrorRecoveryLevel 2. */
    TASK_REASSIGN(8),
    /** Asks whether a task is in the task set; iSCSIProtocolLevel 2. */
    QUERY_TASK(9),
    /** Asks whether any task of this nexus is in the task set; iSCSIProtocolLevel 2. */
    QUERY_TASK_SET(10),
    /** Performs I_T nexus loss and drops the session; iSCSIProtocolLevel 2. */
    I_T_NEXUS_RESET(11),
    /** Asks whether a unit attention or deferred error is pending; iSCSIProtocolLevel 2. */
    QUERY_ASYNCHRONOUS_EVENT(12),
    /** Stands for every code the RFC does not assign. */
    UNASSIGNED(-1);

    private static final TaskManagementFunction[] BY_CODE = new TaskManagementFunction[256];

    static {
        Arrays.fill(BY_CODE, UNASSIGNED);
        for (TaskManagementFunction value : values()) {
            if (value != UNASSIGNED) {
                BY_CODE[value.code] = value;
            }
        }
    }

    private final int code;

    TaskManagementFunction(int code) {
        this.code = code;
    }

    /** The value of this code (its low 8 bits), {@link #UNASSIGNED} if there is none. */
    public static TaskManagementFunction of(int code) {
        return BY_CODE[code & 0xff];
    }

    /** The code on the wire, -1 for {@link #UNASSIGNED}. */
    public int code() {
        return code;
    }
}
