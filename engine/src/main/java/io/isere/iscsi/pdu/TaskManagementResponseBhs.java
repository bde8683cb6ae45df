package io.isere.iscsi.pdu;

/**
 * Task Management Function Response (RFC 7143, section 11.6; RFC 7144, section 6.4).
 *
 * <pre>
 * Byte/     0       |       1       |       2       |       3       |
 *    /              |               |               |               |
 *   |0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|
 *   +---------------+---------------+---------------+---------------+
 *  0|.|.| 0x22      |1| Reserved    | Response      | Reserved      |
 *   +---------------+---------------+---------------+---------------+
 *  4|TotalAHSLength | DataSegmentLength                             |
 *   +---------------+---------------+---------------+---------------+
 *  8| Additional Response Information               | Reserved      |
 *   +---------------+---------------+---------------+---------------+
 * 12| Reserved                                                      |
 *   +---------------+---------------+---------------+---------------+
 * 16| Initiator Task Tag                                            |
 *   +---------------+---------------+---------------+---------------+
 * 20| Reserved                                                      |
 *   +---------------+---------------+---------------+---------------+
 * 24| StatSN                                                        |
 *   +---------------+---------------+---------------+---------------+
 * 28| ExpCmdSN                                                      |
 *   +---------------+---------------+---------------+---------------+
 * 32| MaxCmdSN                                                      |
 *   +---------------+---------------+---------------+---------------+
 * 36/ Reserved                                                      /
 *   +---------------+---------------+---------------+---------------+
 * </pre>
 *
 * <p>{@link #lun()} has no meaning here: the additional response information takes its place.
 *
 * <p>Threads, lifetime and allocation: see {@link Flyweight}.
 */
public final class TaskManagementResponseBhs extends ResponseBhs<TaskManagementResponseBhs> {

    private static final int RESPONSE_CODE_OFFSET = 2;
    private static final int ADDITIONAL_INFORMATION_OFFSET = 8;

    /** Zeroes the header, sets opcode and F bit. */
    public TaskManagementResponseBhs init() {
        return zero(Opcode.TASK_MANAGEMENT_RESPONSE, true);
    }

    /** The response's code; see {@link TaskManagementResponse} (11.6.1). */
    public int responseCode() {
        return getUnsignedByte(RESPONSE_CODE_OFFSET);
    }

    /** Sets the response's code, 0..255. */
    public TaskManagementResponseBhs responseCode(int responseCode) {
        return putByte(RESPONSE_CODE_OFFSET, responseCode);
    }

    /** The response, {@link TaskManagementResponse#UNASSIGNED} if the RFCs know none of this code. */
    public TaskManagementResponse response() {
        return TaskManagementResponse.of(responseCode());
    }

    /** The 24 bits that answer the query functions, with iSCSIProtocolLevel 2 only (RFC 7144, 6.4). */
    public int additionalResponseInformation() {
        return getInt(ADDITIONAL_INFORMATION_OFFSET) >>> Byte.SIZE;
    }

    /** Sets the additional response information, 0..2^24-1. */
    public TaskManagementResponseBhs additionalResponseInformation(int information) {
        int reserved = getInt(ADDITIONAL_INFORMATION_OFFSET) & 0xff;
        return putInt(ADDITIONAL_INFORMATION_OFFSET, information << Byte.SIZE | reserved);
    }
}
