package io.isere.iscsi.pdu;

/**
 * SNACK Request; a protocol error over iSER (RFC 7143, section 11.16).
 *
 * <pre>
 * Byte/     0       |       1       |       2       |       3       |
 *    /              |               |               |               |
 *   |0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|
 *   +---------------+---------------+---------------+---------------+
 *  0|.|.| 0x10      |1|.|.|.| Type  | Reserved                      |
 *   +---------------+---------------+---------------+---------------+
 *  4|TotalAHSLength | DataSegmentLength                             |
 *   +---------------+---------------+---------------+---------------+
 *  8| LUN or Reserved                                               |
 * 12|                                                               |
 *   +---------------+---------------+---------------+---------------+
 * 16| Initiator Task Tag or 0xffffffff                              |
 *   +---------------+---------------+---------------+---------------+
 * 20| Target Transfer Tag or SNACK Tag or 0xffffffff                |
 *   +---------------+---------------+---------------+---------------+
 * 24| Reserved                                                      |
 *   +---------------+---------------+---------------+---------------+
 * 28| ExpStatSN                                                     |
 *   +---------------+---------------+---------------+---------------+
 * 32/ Reserved                                                      /
 *   +---------------+---------------+---------------+---------------+
 * 40| BegRun                                                        |
 *   +---------------+---------------+---------------+---------------+
 * 44| RunLength                                                     |
 *   +---------------+---------------+---------------+---------------+
 * </pre>
 *
 * <p>Threads, lifetime and allocation: see {@link Flyweight}.
 */
public final class SnackRequestBhs extends Bhs<SnackRequestBhs> {

    private static final int FLAGS_OFFSET = 1;
    private static final int TYPE_MASK = 0x0f;
    private static final int TARGET_TRANSFER_TAG_OFFSET = 20;
    private static final int EXP_STAT_SN_OFFSET = 28;
    private static final int BEG_RUN_OFFSET = 40;
    private static final int RUN_LENGTH_OFFSET = 44;

    /** Zeroes the header, sets opcode, F bit and a reserved Target Transfer Tag. */
    public SnackRequestBhs init() {
        return zero(Opcode.SNACK_REQUEST, true).targetTransferTag(RESERVED_TAG);
    }

    /** 0 Data/R2T, 1 Status, 2 DataACK, 3 R-Data, others reserved (11.16.1). */
    public int type() {
        return getUnsignedByte(FLAGS_OFFSET) & TYPE_MASK;
    }

    /** Sets the type, 0..15. */
    public SnackRequestBhs type(int type) {
        return putBits(FLAGS_OFFSET, TYPE_MASK, type);
    }

    /** Target Transfer Tag or SNACK Tag, by type (11.16.5). */
    public int targetTransferTag() {
        return getInt(TARGET_TRANSFER_TAG_OFFSET);
    }

    /** Sets the Target Transfer Tag. */
    public SnackRequestBhs targetTransferTag(int tag) {
        return putInt(TARGET_TRANSFER_TAG_OFFSET, tag);
    }

    /** Next status the initiator expects; acknowledges all before it (11.3.3). */
    public int expStatSn() {
        return getInt(EXP_STAT_SN_OFFSET);
    }

    /** Sets ExpStatSN. */
    public SnackRequestBhs expStatSn(int expStatSn) {
        return putInt(EXP_STAT_SN_OFFSET, expStatSn);
    }

    /** First DataSN, R2TSN or StatSN asked for (11.16.6). */
    public int begRun() {
        return getInt(BEG_RUN_OFFSET);
    }

    /** Sets BegRun. */
    public SnackRequestBhs begRun(int begRun) {
        return putInt(BEG_RUN_OFFSET, begRun);
    }

    /** How many PDUs are asked for; 0 for all from BegRun (11.16.7). */
    public int runLength() {
        return getInt(RUN_LENGTH_OFFSET);
    }

    /** Sets RunLength. */
    public SnackRequestBhs runLength(int runLength) {
        return putInt(RUN_LENGTH_OFFSET, runLength);
    }
}
