package io.isere.iscsi.pdu;

/**
 * NOP-In: the target's answer to a ping, its own ping, or news of the command window (RFC 7143, section 11.19).
 *
 * <pre>
 * Byte/     0       |       1       |       2       |       3       |
 *    /              |               |               |               |
 *   |0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|
 *   +---------------+---------------+---------------+---------------+
 *  0|.|.| 0x20      |1| Reserved                                    |
 *   +---------------+---------------+---------------+---------------+
 *  4|TotalAHSLength | DataSegmentLength                             |
 *   +---------------+---------------+---------------+---------------+
 *  8| LUN or Reserved                                               |
 * 12|                                                               |
 *   +---------------+---------------+---------------+---------------+
 * 16| Initiator Task Tag or 0xffffffff                              |
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
public final class NopInBhs extends ResponseBhs<NopInBhs> {

    private static final int TARGET_TRANSFER_TAG_OFFSET = 20;

    /** Zeroes the header, sets opcode and F bit, and reserved tags: a NOP-In that asks for nothing. */
    public NopInBhs init() {
        return zero(Opcode.NOP_IN, true).initiatorTaskTag(RESERVED_TAG).targetTransferTag(RESERVED_TAG);
    }

    /** Any other value than {@link #RESERVED_TAG} asks for a NOP-Out with the same tag (11.19.1). */
    public int targetTransferTag() {
        return getInt(TARGET_TRANSFER_TAG_OFFSET);
    }

    /** Sets the Target Transfer Tag. */
    public NopInBhs targetTransferTag(int tag) {
        return putInt(TARGET_TRANSFER_TAG_OFFSET, tag);
    }
}
