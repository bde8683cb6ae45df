package io.isere.iscsi.pdu;

/**
 * Logout Request (RFC 7143, section 11.14).
 *
 * <pre>
 * Byte/     0       |       1       |       2       |       3       |
 *    /              |               |               |               |
 *   |0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|
 *   +---------------+---------------+---------------+---------------+
 *  0|.|I| 0x06      |1| Reason Code | Reserved                      |
 *   +---------------+---------------+---------------+---------------+
 *  4|TotalAHSLength | DataSegmentLength                             |
 *   +---------------+---------------+---------------+---------------+
 *  8/ Reserved                                                      /
 *   +---------------+---------------+---------------+---------------+
 * 16| Initiator Task Tag                                            |
 *   +---------------+---------------+---------------+---------------+
 * 20| CID or Reserved               | Reserved                      |
 *   +---------------+---------------+---------------+---------------+
 * 24| CmdSN                                                         |
 *   +---------------+---------------+---------------+---------------+
 * 28| ExpStatSN                                                     |
 *   +---------------+---------------+---------------+---------------+
 * 32/ Reserved                                                      /
 *   +---------------+---------------+---------------+---------------+
 * </pre>
 *
 * <p>Threads, lifetime and allocation: see {@link Flyweight}.
 */
public final class LogoutRequestBhs extends RequestBhs<LogoutRequestBhs> {

    private static final int FLAGS_OFFSET = 1;
    private static final int REASON_CODE_MASK = 0x7f;
    private static final int CID_OFFSET = 20;

    /** Zeroes the header, sets opcode and F bit. */
    public LogoutRequestBhs init() {
        return zero(Opcode.LOGOUT_REQUEST, true);
    }

    /** The reason's code; see {@link LogoutReason} (11.14.1). */
    public int reasonCode() {
        return getUnsignedByte(FLAGS_OFFSET) & REASON_CODE_MASK;
    }

    /** Sets the reason's code, 0..127. */
    public LogoutRequestBhs reasonCode(int reasonCode) {
        return putBits(FLAGS_OFFSET, REASON_CODE_MASK, reasonCode);
    }

    /** Connection to close, unless the reason is to close the session (11.14.3). */
    public int cid() {
        return getUnsignedShort(CID_OFFSET);
    }

    /** Sets CID, 0..65535. */
    public LogoutRequestBhs cid(int cid) {
        return putShort(CID_OFFSET, cid);
    }

    /** The reason, {@link LogoutReason#UNASSIGNED} if the RFC knows none of this code. */
    public LogoutReason reason() {
        return LogoutReason.of(reasonCode());
    }
}
