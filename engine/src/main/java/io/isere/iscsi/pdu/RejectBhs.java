package io.isere.iscsi.pdu;

/**
 * Reject (RFC 7143, section 11.17).
 *
 * <pre>
 * Byte/     0       |       1       |       2       |       3       |
 *    /              |               |               |               |
 *   |0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|
 *   +---------------+---------------+---------------+---------------+
 *  0|.|.| 0x3f      |1| Reserved    | Reason        | Reserved      |
 *   +---------------+---------------+---------------+---------------+
 *  4|TotalAHSLength | DataSegmentLength                             |
 *   +---------------+---------------+---------------+---------------+
 *  8/ Reserved                                                      /
 *   +---------------+---------------+---------------+---------------+
 * 16| 0xffffffff                                                    |
 *   +---------------+---------------+---------------+---------------+
 * 20| Reserved                                                      |
 *   +---------------+---------------+---------------+---------------+
 * 24| StatSN                                                        |
 *   +---------------+---------------+---------------+---------------+
 * 28| ExpCmdSN                                                      |
 *   +---------------+---------------+---------------+---------------+
 * 32| MaxCmdSN                                                      |
 *   +---------------+---------------+---------------+---------------+
 * 36| DataSN/R2TSN or Reserved                                      |
 *   +---------------+---------------+---------------+---------------+
 * 40/ Reserved                                                      /
 *   +---------------+---------------+---------------+---------------+
 * </pre>
 *
 * <p>The data segment is the complete header of the bad PDU (11.17.4).
 *
 * <p>Threads, lifetime and allocation: see {@link Flyweight}.
 */
public final class RejectBhs extends ResponseBhs<RejectBhs> {

    private static final int REASON_CODE_OFFSET = 2;
    private static final int DATA_SN_OFFSET = 36;

    /** Zeroes the header, sets opcode, F bit and the reserved Initiator Task Tag. */
    public RejectBhs init() {
        return zero(Opcode.REJECT, true).initiatorTaskTag(RESERVED_TAG);
    }

    /** The reason's code; see {@link RejectReason} (11.17.1). */
    public int reasonCode() {
        return getUnsignedByte(REASON_CODE_OFFSET);
    }

    /** Sets the reason's code, 0..255. */
    public RejectBhs reasonCode(int reasonCode) {
        return putByte(REASON_CODE_OFFSET, reasonCode);
    }

    /** DataSN/R2TSN: next to be sent, for a rejected Data/R2T SNACK only (11.17.2). */
    public int dataSn() {
        return getInt(DATA_SN_OFFSET);
    }

    /** Sets DataSN/R2TSN. */
    public RejectBhs dataSn(int dataSn) {
        return putInt(DATA_SN_OFFSET, dataSn);
    }

    /** The reason, {@link RejectReason#UNASSIGNED} if the RFC knows none of this code. */
    public RejectReason reason() {
        return RejectReason.of(reasonCode());
    }
}
