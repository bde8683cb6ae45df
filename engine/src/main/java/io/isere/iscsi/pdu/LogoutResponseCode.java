package io.isere.iscsi.pdu;

import java.util.Arrays;

/**
 * Responses of a Logout Response (RFC 7143, section 11.15.1).
 *
 * <p>Immutable; any thread; {@link #of} allocates nothing.
 */
public enum LogoutResponseCode {
    /** Connection or session closed successfully. */
    CLOSED(0),
    /** CID not found. */
    CID_NOT_FOUND(1),
    /** Connection recovery is not supported. */
    RECOVERY_NOT_SUPPORTED(2),
    /** Cleanup failed for various reasons. */
    CLEANUP_FAILED(3),
    /** Stands for every code the RFC does not assign. */
    UNASSIGNED(-1);

    private static final LogoutResponseCode[] BY_CODE = new LogoutResponseCode[256];

    static {
        Arrays.fill(BY_CODE, UNASSIGNED);
        for (LogoutResponseCode value : values()) {
            if (value != UNASSIGNED) {
                BY_CODE[value.code] = value;
            }
        }
    }

    private final int code;

    LogoutResponseCode(int code) {
        this.code = code;
    }

    /** The value of this code (its low 8 bits), {@link #UNASSIGNED} if there is none. */
    public static LogoutResponseCode of(int code) {
        return BY_CODE[code & 0xff];
    }

    /** The code on the wire, -1 for {@link #UNASSIGNED}. */
    public int code() {
        return code;
    }
}
