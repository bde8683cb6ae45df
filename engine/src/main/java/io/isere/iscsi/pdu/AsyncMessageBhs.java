package io.isere.iscsi.pdu;

/**
 * Asynchronous Message (RFC 7143, section 11.9).
 *
 * <pre>
 * Byte/     0       |       1       |       2       |       3       |
 *    /              |               |               |               |
 *   |0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|
 *   +---------------+---------------+---------------+---------------+
 *  0|.|.| 0x32      |1| Reserved                                    |
 *   +---------------+---------------+---------------+---------------+
 *  4|TotalAHSLength | DataSegmentLength                             |
 *   +---------------+---------------+---------------+---------------+
 *  8| LUN or Reserved                                               |
 * 12|                                                               |
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
 * 36| AsyncEvent    | AsyncVCode    | Parameter1 or Reserved        |
 *   +---------------+---------------+---------------+---------------+
 * 40| Parameter2 or Reserved        | Parameter3 or Reserved        |
 *   +---------------+---------------+---------------+---------------+
 * 44| Reserved                                                      |
 *   +---------------+---------------+---------------+---------------+
 * </pre>
 *
 * <p>If there is a data segment, it starts with the 16-bit SenseLength, sense data and event data follow (11.9.4).
 *
 * <p>Threads, lifetime and allocation: see {@link Flyweight}.
 */
public final class AsyncMessageBhs extends ResponseBhs<AsyncMessageBhs> {

    private static final int EVENT_CODE_OFFSET = 36;
    private static final int VENDOR_CODE_OFFSET = 37;
    private static final int PARAMETER1_OFFSET = 38;
    private static final int PARAMETER2_OFFSET = 40;
    private static final int PARAMETER3_OFFSET = 42;

    /** Zeroes the header, sets opcode, F bit and the reserved Initiator Task Tag. */
    public AsyncMessageBhs init() {
        return zero(Opcode.ASYNC_MESSAGE, true).initiatorTaskTag(RESERVED_TAG);
    }

    /** The event's code; see {@link AsyncEvent} (11.9.1). */
    public int eventCode() {
        return getUnsignedByte(EVENT_CODE_OFFSET);
    }

    /** Sets the event's code, 0..255. */
    public AsyncMessageBhs eventCode(int eventCode) {
        return putByte(EVENT_CODE_OFFSET, eventCode);
    }

    /** AsyncVCode: a vendor's detail of a vendor's event (11.9.2). */
    public int vendorCode() {
        return getUnsignedByte(VENDOR_CODE_OFFSET);
    }

    /** Sets AsyncVCode, 0..255. */
    public AsyncMessageBhs vendorCode(int vendorCode) {
        return putByte(VENDOR_CODE_OFFSET, vendorCode);
    }

    /** Parameter1: the CID of a connection to be dropped (11.9.1). */
    public int parameter1() {
        return getUnsignedShort(PARAMETER1_OFFSET);
    }

    /** Sets Parameter1, 0..65535. */
    public AsyncMessageBhs parameter1(int parameter1) {
        return putShort(PARAMETER1_OFFSET, parameter1);
    }

    /** Parameter2: Time2Wait in seconds, for the drop notifications (11.9.1). */
    public int parameter2() {
        return getUnsignedShort(PARAMETER2_OFFSET);
    }

    /** Sets Parameter2, 0..65535. */
    public AsyncMessageBhs parameter2(int parameter2) {
        return putShort(PARAMETER2_OFFSET, parameter2);
    }

    /** Parameter3: Time2Retain, or the time to comply within, in seconds (11.9.1). */
    public int parameter3() {
        return getUnsignedShort(PARAMETER3_OFFSET);
    }

    /** Sets Parameter3, 0..65535. */
    public AsyncMessageBhs parameter3(int parameter3) {
        return putShort(PARAMETER3_OFFSET, parameter3);
    }

    /** The event, {@link AsyncEvent#UNASSIGNED} if the RFC knows none of this code. */
    public AsyncEvent event() {
        return AsyncEvent.of(eventCode());
    }
}
