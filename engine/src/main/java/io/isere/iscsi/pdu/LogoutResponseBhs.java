package io.isere.iscsi.pdu;

/**
 * Logout Response (RFC 7143, section 11.15).
 *
 * <pre>
 * Byte/     0       |       1       |       2       |       3       |
 *    /              |               |               |               |
 *   |0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|
 *   +---------------+---------------+---------------+---------------+
 *  0|.|.| 0x26      |1| Reserved    | Response      | Reserved      |
 *   +---------------+---------------+---------------+---------------+
 *  4|TotalAHSLength | DataSegmentLength                             |
 *   +---------------+---------------+---------------+---------------+
 *  8/ Reserved                                                      /
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
 * 36| Reserved                                                      |
 *   +---------------+---------------+---------------+---------------+
 * 40| Time2Wait                     | Time2Retain                   |
 *   +---------------+---------------+---------------+---------------+
 * 44| Reserved                                                      |
 *   +---------------+---------------+---------------+---------------+
 * </pre>
 *
 * <p>Threads, lifetime and allocation: see {@link Flyweight}.
 */
public final class LogoutResponseBhs extends ResponseBhs<LogoutResponseBhs> {

    private static final int RESPONSE_CODE_OFFSET = 2;
    private static final int TIME2_WAIT_SECONDS_OFFSET = 40;
    private static final int TIME2_RETAIN_SECONDS_OFFSET = 42;

    /** Zeroes the header, sets opcode and F bit. */
    public LogoutResponseBhs init() {
        return zero(Opcode.LOGOUT_RESPONSE, true);
    }

    /** The response's code; see {@link LogoutResponseCode} (11.15.1). */
    public int responseCode() {
        return getUnsignedByte(RESPONSE_CODE_OFFSET);
    }

    /** Sets the response's code, 0..255. */
    public LogoutResponseBhs responseCode(int responseCode) {
        return putByte(RESPONSE_CODE_OFFSET, responseCode);
    }

    /** Least time to wait before reassignment or a new logout (11.15.3). */
    public int time2WaitSeconds() {
        return getUnsignedShort(TIME2_WAIT_SECONDS_OFFSET);
    }

    /** Sets Time2Wait, 0..65535 seconds. */
    public LogoutResponseBhs time2WaitSeconds(int time2WaitSeconds) {
        return putShort(TIME2_WAIT_SECONDS_OFFSET, time2WaitSeconds);
    }

    /** How long after that wait the target keeps the state (11.15.4). */
    public int time2RetainSeconds() {
        return getUnsignedShort(TIME2_RETAIN_SECONDS_OFFSET);
    }

    /** Sets Time2Retain, 0..65535 seconds. */
    public LogoutResponseBhs time2RetainSeconds(int time2RetainSeconds) {
        return putShort(TIME2_RETAIN_SECONDS_OFFSET, time2RetainSeconds);
    }

    /** The response, {@link LogoutResponseCode#UNASSIGNED} if the RFC knows none of this code. */
    public LogoutResponseCode response() {
        return LogoutResponseCode.of(responseCode());
    }
}
