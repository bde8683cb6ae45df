package io.isere.scsi.task;

/** Task management functions (SAM-5 7.1), with two that only iSCSI still carries (RFC 7143 11.5.1). */
public enum TaskManagementFunction {
    ABORT_TASK,
    ABORT_TASK_SET,
    CLEAR_ACA,
    CLEAR_TASK_SET,
    LOGICAL_UNIT_RESET,
    /** All logical units; iSCSI only. */
    TARGET_WARM_RESET,
    /** All logical units, and the transport drops every session; iSCSI only. */
    TARGET_COLD_RESET,
    QUERY_TASK,
    QUERY_TASK_SET,
    I_T_NEXUS_RESET,
    QUERY_ASYNCHRONOUS_EVENT
}
