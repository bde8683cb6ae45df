package io.isere.iscsi.pdu;

import java.util.Arrays;

/**
 * Events of an Asynchronous Message (RFC 7143, section 11.9.1).
 *
 * <p>Immutable; any thread; {@link #of} allocates nothing.
 */
public enum AsyncEvent {
    /** A SCSI event; sense data in the data segment say which. */
    SCSI_EVENT(0),
    /** The target wants this connection logged out within Parameter3 seconds. */
    LOGOUT_REQUEST(1),
    /** The target will drop the connection of the CID in Parameter1. */
    CONNECTION_DROP(2),
    /** The target will drop all connections of the session. */
    SESSION_DROP(3),
    /** The target wants a Text Request within Parameter3 seconds. */
    NEGOTIATION_REQUEST(4),
    /** All tasks of the LU are being terminated; TaskReporting=FastAbort only. */
    TASK_TERMINATION(5),
    /** Stands for every code the RFC does not assign. */
    UNASSIGNED(-1);

    private static final AsyncEvent[] BY_CODE = new AsyncEvent[256];

    static {
        Arrays.fill(BY_CODE, UNASSIGNED);
        for (AsyncEvent value : values()) {
            if (value != UNASSIGNED) {
                BY_CODE[value.code] = value;
            }
        }
    }

    private final int code;

    AsyncEvent(int code) {
        this.code = code;
    }

    /** The value of this code (its low 8 bits), {@link #UNASSIGNED} if there is none. */
    public static AsyncEvent of(int code) {
        return BY_CODE[code & 0xff];
    }

    /** The code on the wire, -1 for {@link #UNASSIGNED}. */
    public int code() {
        return code;
    }
}
