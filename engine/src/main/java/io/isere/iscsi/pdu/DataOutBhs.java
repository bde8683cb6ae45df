package io.isere.iscsi.pdu;

/**
 * SCSI Data-Out (RFC 7143, section 11.7).
 *
 * <pre>
 * Byte/     0       |       1       |       2       |       3       |
 *    /              |               |               |               |
 *   |0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|
 *   +---------------+---------------+---------------+---------------+
 *  0|.|.| 0x05      |F| Reserved                                    |
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
 * 24| Reserved                                                      |
 *   +---------------+---------------+---------------+---------------+
 * 28| ExpStatSN                                                     |
 *   +---------------+---------------+---------------+---------------+
 * 32| Reserved                                                      |
 *   +---------------+---------------+---------------+---------------+
 * 36| DataSN                                                        |
 *   +---------------+---------------+---------------+---------------+
 * 40| Buffer Offset                                                 |
 *   +---------------+---------------+---------------+---------------+
 * 44| Reserved                                                      |
 *   +---------------+---------------+---------------+---------------+
 * </pre>
 *
 * <p>Threads, lifetime and allocation: see {@link Flyweight}.
 */
public final class DataOutBhs extends Bhs<DataOutBhs> {

    private static final int TARGET_TRANSFER_TAG_OFFSET = 20;
    private static final int EXP_STAT_SN_OFFSET = 28;
    private static final int DATA_SN_OFFSET = 36;
    private static final int BUFFER_OFFSET_BYTES_OFFSET = 40;

    /** Zeroes the header, sets the opcode and a reserved Target Transfer Tag. */
    public DataOutBhs init() {
        return zero(Opcode.DATA_OUT, false).targetTransferTag(RESERVED_TAG);
    }

    /** Tag of the R2T this honours; {@link #RESERVED_TAG} for unsolicited data (11.7.4). */
    public int targetTransferTag() {
        return getInt(TARGET_TRANSFER_TAG_OFFSET);
    }

    /** Sets the Target Transfer Tag. */
    public DataOutBhs targetTransferTag(int tag) {
        return putInt(TARGET_TRANSFER_TAG_OFFSET, tag);
    }

    /** Next status the initiator expects; acknowledges all before it (11.3.3). */
    public int expStatSn() {
        return getInt(EXP_STAT_SN_OFFSET);
    }

    /** Sets ExpStatSN. */
    public DataOutBhs expStatSn(int expStatSn) {
        return putInt(EXP_STAT_SN_OFFSET, expStatSn);
    }

    /** Number of this PDU within its output sequence, from 0 (11.7.5). */
    public int dataSn() {
        return getInt(DATA_SN_OFFSET);
    }

    /** Sets DataSN. */
    public DataOutBhs dataSn(int dataSn) {
        return putInt(DATA_SN_OFFSET, dataSn);
    }

    /** Where the payload belongs within the whole transfer (11.7.6). */
    public long bufferOffsetBytes() {
        return getUnsignedInt(BUFFER_OFFSET_BYTES_OFFSET);
    }

    /** Sets Buffer Offset, 0..2^32-1. */
    public DataOutBhs bufferOffsetBytes(long bytes) {
        return putUnsignedInt(BUFFER_OFFSET_BYTES_OFFSET, bytes);
    }
}
