package io.isere.iscsi.pdu;

import java.util.Arrays;

/**
 * Task management responses (RFC 7143, section 11.6.1; 7 RFC 7144, section 6.4.2).
 *
 * <p>Immutable; any thread; {@link #of} allocates nothing.
 */
public enum TaskManagementResponse {
    /** Done. */
    FUNCTION_COMPLETE(0),
    /** No such task. */
    TASK_DOES_NOT_EXIST(1),
    /** No such LUN. */
    LUN_DOES_NOT_EXIST(2),
    /** The task belongs to a connection that is still there. */
    TASK_STILL_ALLEGIANT(3),
    /** No allegiance reassignment here. */
    TASK_REASSIGNMENT_NOT_SUPPORTED(4),
    /** The target does not know or do this function. */
    FUNCTION_NOT_SUPPORTED(5),
    /** Not for this initiator. */
    FUNCTION_AUTHORIZATION_FAILED(6),
    /** The answer to a query is yes; iSCSIProtocolLevel 2. */
    FUNCTION_SUCCEEDED(7),
    /** Refused. */
    FUNCTION_REJECTED(255),
    /** Stands for every code the RFC does not assign. */
    UNASSIGNED(-1);

    private static final TaskManagementResponse[] BY_CODE = new TaskManagementResponse[256];

    static {
        Arrays.fill(BY_CODE, UNASSIGNED);
        for (TaskManagementResponse value : values()) {
            if (value != UNASSIGNED) {
                BY_CODE[value.code] = value;
            }
        }
    }

    private final int code;

    TaskManagementResponse(int code) {
        this.code = code;
    }

    /** The value of this code (its low 8 bits), {@link #UNASSIGNED} if there is none. */
    public static TaskManagementResponse of(int code) {
        return BY_CODE[code & 0xff];
    }

    /** The code on the wire, -1 for {@link #UNASSIGNED}. */
    public int code() {
        return code;
    }
}
