package io.isere.scsi.task;

/** Service response of a task management function (SAM-5 7.1), plus how a transport may fail to deliver one. */
public enum TaskManagementResult {
    FUNCTION_COMPLETE,
    /** Answer "yes" of the QUERY functions. */
    FUNCTION_SUCCEEDED,
    FUNCTION_REJECTED,
    TASK_DOES_NOT_EXIST,
    LUN_DOES_NOT_EXIST,
    FUNCTION_NOT_SUPPORTED,
    /** SERVICE DELIVERY OR TARGET FAILURE: connection lost, timeout, or the port is closed. */
    DELIVERY_FAILURE
}
