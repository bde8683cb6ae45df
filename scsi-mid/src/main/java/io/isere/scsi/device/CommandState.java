package io.isere.scsi.device;

/** The waiting points of a command in the device server. */
enum CommandState {
    /** Not in the device server: the task is the transport's, or unused. */
    ENDED,
    /** Older commands of its task set must end first ({@link TaskSet}). */
    DORMANT,
    /** In the device server's hands: being checked or answered, not waiting. */
    RUNNING,
    /** The transport will give memory ({@code acquireBuffer}). */
    AWAIT_BUFFER,
    /** The transport moves data-out into the memory ({@code receiveDataOut}). */
    AWAIT_DATA_OUT,
    /** Other commands must leave first: a range ({@link RangeGate}), or by abort the unit (PREEMPT AND ABORT). */
    AWAIT_RANGE,
    /** A file of reservations is being written (APTPL). */
    AWAIT_SAVING,
    /** The backstore works on the command's io. */
    AWAIT_BACKSTORE
}
