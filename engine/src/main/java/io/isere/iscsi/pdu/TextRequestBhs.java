package io.isere.iscsi.pdu;

/**
 * Text Request (RFC 7143, section 11.10).
 *
 * <pre>
 * Byte/     0       |       1       |       2       |       3       |
 *    /              |               |               |               |
 *   |0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|
 *   +---------------+---------------+---------------+---------------+
 *  0|.|I| 0x04      |F|C| Reserved                                  |
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
public final class TextRequestBhs extends RequestBhs<TextRequestBhs> {

    private static final int FLAGS_OFFSET = 1;
    private static final int CONTINUE_BIT = 0x40;
    private static final int TARGET_TRANSFER_TAG_OFFSET = 20;

    /** Zeroes the header, sets opcode, F bit and a reserved Target Transfer Tag. */
    public TextRequestBhs init() {
        return zero(Opcode.TEXT_REQUEST, true).targetTransferTag(RESERVED_TAG);
    }

    /** The C bit: the text goes on in the next PDU of this direction; excludes F (11.10.2). */
    public boolean continueBit() {
        return getFlag(FLAGS_OFFSET, CONTINUE_BIT);
    }

    /** Sets the C bit. */
    public TextRequestBhs continueBit(boolean continued) {
        return putFlag(FLAGS_OFFSET, CONTINUE_BIT, continued);
    }

    /** {@link #RESERVED_TAG} starts a new exchange, else the tag of the response to be continued (11.10.4). */
    public int targetTransferTag() {
        return getInt(TARGET_TRANSFER_TAG_OFFSET);
    }

    /** Sets the Target Transfer Tag. */
    public TextRequestBhs targetTransferTag(int tag) {
        return putInt(TARGET_TRANSFER_TAG_OFFSET, tag);
    }
}
