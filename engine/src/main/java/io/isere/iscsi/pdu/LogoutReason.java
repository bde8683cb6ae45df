package io.isere.iscsi.pdu;

import java.util.Arrays;

/**
 * Reasons of a Logout Request (RFC 7143, section 11.14.1).
 *
 * <p>Immutable; any thread; {@link #of} allocates nothing.
 */
public enum LogoutReason {
    /** Close the session; its commands are terminated. */
    CLOSE_SESSION(0),
    /** Close the connection; its commands are terminated. */
    CLOSE_CONNECTION(1),
    /** Remove the connection; its commands wait for a new allegiance. */
    REMOVE_CONNECTION_FOR_RECOVERY(2),
    /** Stands for every code the RFC does not assign. */
    UNASSIGNED(-1);

    private static final LogoutReason[] BY_CODE = new LogoutReason[256];

    static {
        Arrays.fill(BY_CODE, UNASSIGNED);
        for (LogoutReason value : values()) {
            if (value != UNASSIGNED) {
                BY_CODE[value.code] = value;
            }
        }
    }

    private final int code;

    LogoutReason(int code) {
        this.code = code;
    }

    /** The value of this code (its low 8 bits), {@link #UNASSIGNED} if there is none. */
    public static LogoutReason of(int code) {
        return BY_CODE[code & 0xff];
    }

    /** The code on the wire, -1 for {@link #UNASSIGNED}. */
    public int code() {
        return code;
    }
}
