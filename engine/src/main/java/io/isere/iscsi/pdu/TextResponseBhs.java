package io.isere.iscsi.pdu;

/**
 * Text Response (RFC 7143, section 11.11).
 *
 * <pre>
 * Byte/     0       |       1       |       2       |       3       |
 *    /              |               |               |               |
 *   |0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|
 *   +---------------+---------------+---------------+---------------+
 *  0|.|.| 0x24      |F|C| Reserved                                  |
 *   +---------------+---------------+---------------+---------------+
 *  4|TotalAHSLength | DataSegmentLength                             |
 *   +---------------+---------------+---------------+---------------+
 *  8| LUN or Reserved                                               |
 * 12|                                                               |
 *   +---------------+---------------+---------------+---------------+
 * 16| Initiator Task Tag                                            |
 *   +---------------+---------------+---------------+---------------+
 * 20| Target Transfer Tag or 0xffffffff                             |
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
 * <p>Threads, lifetime and allocation: see {@link Flyweight}.
 */
public final class TextResponseBhs extends ResponseBhs<TextResponseBhs> {

    private static final int FLAGS_OFFSET = 1;
    private static final int CONTINUE_BIT = 0x40;
    private static final int TARGET_TRANSFER_TAG_OFFSET = 20;

    /** Zeroes the header, sets opcode, F bit and a reserved Target Transfer Tag. */
    public TextResponseBhs init() {
        return zero(Opcode.TEXT_RESPONSE, true).targetTransferTag(RESERVED_TAG);
    }

    /** The C bit: the text goes on in the next PDU of this direction; excludes F (11.11.2). */
    public boolean continueBit() {
        return getFlag(FLAGS_OFFSET, CONTINUE_BIT);
    }

    /** Sets the C bit. */
    public TextResponseBhs continueBit(boolean continued) {
        return putFlag(FLAGS_OFFSET, CONTINUE_BIT, continued);
    }

    /** {@link #RESERVED_TAG} if F is set, else the bookmark the next request must copy (11.11.4). */
    public int targetTransferTag() {
        return getInt(TARGET_TRANSFER_TAG_OFFSET);
    }

    /** Sets the Target Transfer Tag. */
    public TextResponseBhs targetTransferTag(int tag) {
        return putInt(TARGET_TRANSFER_TAG_OFFSET, tag);
    }
}
