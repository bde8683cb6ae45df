package io.isere.iscsi.target;

/** Where a command waits at the target. Each state is a waiting point; {@link TargetTask#enter} is the one place that changes it. */
enum TargetTaskState {
    /** Nothing in the slot. */
    FREE,
    /** It came before its turn: a command before it is still on its way on another connection. */
    AWAIT_TURN,
    /** The command is with the device server, or its backstore. */
    EXECUTING,
    /** Waits until the loop's pool has memory for its data. */
    AWAIT_BUFFER,
    /** Waits for unsolicited Data-Out PDUs that the initiator said it would send. */
    AWAIT_UNSOLICITED,
    /** Its data is being fetched from the initiator, or waits for a read credit (ORD) or R2T to be. */
    TRANSFERRING_IN,
    /** The response is on its way; data and memory are still in use by the transport. */
    RESPONDING,
    /** Aborted; the transport is stopping its data moves. */
    ABORTING
}
