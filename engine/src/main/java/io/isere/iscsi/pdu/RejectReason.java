package io.isere.iscsi.pdu;

import java.util.Arrays;

/**
 * Reasons of a Reject PDU (RFC 7143, section 11.17.1).
 *
 * <p>Immutable; any thread; {@link #of} allocates nothing.
 */
public enum RejectReason {
    /** Data (payload) digest error; the PDU may be sent again. */
    DATA_DIGEST_ERROR(2),
    /** SNACK refused; the PDU may be sent again. */
    SNACK_REJECT(3),
    /** Protocol error, for example a SNACK for a status already acknowledged. */
    PROTOCOL_ERROR(4),
    /** Command not supported. */
    COMMAND_NOT_SUPPORTED(5),
    /** Too many immediate commands; the PDU may be sent again. */
    IMMEDIATE_COMMAND_REJECT(6),
    /** Task in progress. */
    TASK_IN_PROGRESS(7),
    /** Invalid data ack. */
    INVALID_DATA_ACK(8),
    /** Invalid PDU field: TTT, ITT, buffer offset, LUN that qualifies a TTT, number in a SNACK. */
    INVALID_PDU_FIELD(9),
    /** Cannot generate a Target Transfer Tag, out of resources; the PDU may be sent again. */
    LONG_OPERATION_REJECT(10),
    /** Deprecated, never sent; on reception a failed negotiation that ends the connection. */
    NEGOTIATION_RESET(11),
    /** The target asked for logout and takes no new work. */
    WAITING_FOR_LOGOUT(12),
    /** Stands for every code the RFC does not assign. */
    UNASSIGNED(-1);

    private static final RejectReason[] BY_CODE = new RejectReason[256];

    static {
        Arrays.fill(BY_CODE, UNASSIGNED);
        for (RejectReason value : values()) {
            if (value != UNASSIGNED) {
                BY_CODE[value.code] = value;
            }
        }
    }

    private final int code;

    RejectReason(int code) {
        this.code = code;
    }

    /** The value of this code (its low 8 bits), {@link #UNASSIGNED} if there is none. */
    public static RejectReason of(int code) {
        return BY_CODE[code & 0xff];
    }

    /** The code on the wire, -1 for {@link #UNASSIGNED}. */
    public int code() {
        return code;
    }
}
