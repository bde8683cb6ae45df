package io.isere.scsi.task;

/** How a task ended, before any look at its SCSI status. */
public enum TaskOutcome {
    /** Not ended yet. */
    PENDING,
    /** A SCSI status was received; {@link ScsiTask#status()} holds it. The only outcome with a status. */
    COMPLETE,
    /** No answer within {@link ScsiTask#timeoutNs()}; the task was aborted or its session given up. */
    TIMED_OUT,
    /** Ended by a task management function; no status. */
    ABORTED,
    /** Ended by a task management function that the port sent to recover another task; no status. */
    CLEARED,
    /** The connection died while the task was with the target: it may or may not have been executed. */
    CONNECTION_LOST,
    /** The transport of the peer refused the request before the device server saw it. */
    REJECTED,
    /** The peer moved more data than the buffer holds, or moved it to a wrong place. */
    OVERRUN,
    /** Not sent: since the session was opened again, another disk is at this LUN. */
    ANOTHER_DISK
}
