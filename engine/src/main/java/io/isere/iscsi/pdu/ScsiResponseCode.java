package io.isere.iscsi.pdu;

import java.util.Arrays;

/**
 * Service responses of a SCSI Response (RFC 7143, section 11.4.3).
 *
 * <p>Immutable; any thread; {@link #of} allocates nothing.
 */
public enum ScsiResponseCode {
    /** The command ended; the status says how. */
    COMMAND_COMPLETED_AT_TARGET(0),
    /** The target could not execute the command; status and flags are undefined. */
    TARGET_FAILURE(1),
    /** Stands for every code the RFC does not assign. */
    UNASSIGNED(-1);

    private static final ScsiResponseCode[] BY_CODE = new ScsiResponseCode[256];

    static {
        Arrays.fill(BY_CODE, UNASSIGNED);
        for (ScsiResponseCode value : values()) {
            if (value != UNASSIGNED) {
                BY_CODE[value.code] = value;
            }
        }
    }

    private final int code;

    ScsiResponseCode(int code) {
        this.code = code;
    }

    /** The value of this code (its low 8 bits), {@link #UNASSIGNED} if there is none. */
    public static ScsiResponseCode of(int code) {
        return BY_CODE[code & 0xff];
    }

    /** The code on the wire, -1 for {@link #UNASSIGNED}. */
    public int code() {
        return code;
    }
}
