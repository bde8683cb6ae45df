package io.isere.iscsi.pdu;

/**
 * NOP-Out: the initiator's ping, or its answer to the target's ping (RFC 7143, section 11.18).
 *
 * <pre>
 * Byte/     0       |       1       |       2       |       3       |
 *    /              |               |               |               |
 *   |0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|
 *   +---------------+---------------+---------------+---------------+
 *  0|.|I| 0x00      |1| Reserved                                    |
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
public final class NopOutBhs extends RequestBhs<NopOutBhs> {

    private static final int TARGET_TRANSFER_TAG_OFFSET = 20;

    /** Zeroes the header, sets opcode, F bit and a reserved Target Transfer Tag. */
    public NopOutBhs init() {
        return zero(Opcode.NOP_OUT, true).targetTransferTag(RESERVED_TAG);
    }

    /** Copy of the NOP-In's tag if this answers one, else {@link #RESERVED_TAG} (11.18.2). */
    public int targetTransferTag() {
        return getInt(TARGET_TRANSFER_TAG_OFFSET);
    }

    /** Sets the Target Transfer Tag. */
    public NopOutBhs targetTransferTag(int tag) {
        return putInt(TARGET_TRANSFER_TAG_OFFSET, tag);
    }
}
