package io.isere.iscsi.pdu;

/**
 * SCSI Data-In (RFC 7143, section 11.7).
 *
 * <pre>
 * Byte/     0       |       1       |       2       |       3       |
 *    /              |               |               |               |
 *   |0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|
 *   +---------------+---------------+---------------+---------------+
 *  0|.|.| 0x25      |F|A|0 0 0|O|U|S| Reserved      |Status or Rsvd |
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
 * 24| StatSN or Reserved                                            |
 *   +---------------+---------------+---------------+---------------+
 * 28| ExpCmdSN                                                      |
 *   +---------------+---------------+---------------+---------------+
 * 32| MaxCmdSN                                                      |
 *   +---------------+---------------+---------------+---------------+
 * 36| DataSN                                                        |
 *   +---------------+---------------+---------------+---------------+
 * 40| Buffer Offset                                                 |
 *   +---------------+---------------+---------------+---------------+
 * 44| Residual Count                                                |
 *   +---------------+---------------+---------------+---------------+
 * </pre>
 *
 * <p>Threads, lifetime and allocation: see {@link Flyweight}.
 */
public final class DataInBhs extends ResponseBhs<DataInBhs> {

    private static final int FLAGS_OFFSET = 1;
    private static final int ACKNOWLEDGE_BIT = 0x40;
    private static final int OVERFLOW_BIT = 0x04;
    private static final int UNDERFLOW_BIT = 0x02;
    private static final int STATUS_BIT = 0x01;
    private static final int STATUS_OFFSET = 3;
    private static final int TARGET_TRANSFER_TAG_OFFSET = 20;
    private static final int DATA_SN_OFFSET = 36;
    private static final int BUFFER_OFFSET_BYTES_OFFSET = 40;
    private static final int RESIDUAL_COUNT_BYTES_OFFSET = 44;

    /** Zeroes the header, sets the opcode and a reserved Target Transfer Tag. */
    public DataInBhs init() {
        return zero(Opcode.DATA_IN, false).targetTransferTag(RESERVED_TAG);
    }

    /** The A bit: the target wants a DataACK SNACK; ErrorRecoveryLevel 1 and up (11.7.2). */
    public boolean acknowledgeBit() {
        return getFlag(FLAGS_OFFSET, ACKNOWLEDGE_BIT);
    }

    /** Sets the A bit. */
    public DataInBhs acknowledgeBit(boolean acknowledge) {
        return putFlag(FLAGS_OFFSET, ACKNOWLEDGE_BIT, acknowledge);
    }

    /** The O bit: residual overflow; valid if S is set (11.4.1). */
    public boolean overflowBit() {
        return getFlag(FLAGS_OFFSET, OVERFLOW_BIT);
    }

    /** Sets the O bit. */
    public DataInBhs overflowBit(boolean overflow) {
        return putFlag(FLAGS_OFFSET, OVERFLOW_BIT, overflow);
    }

    /** The U bit: residual underflow; valid if S is set (11.4.1). */
    public boolean underflowBit() {
        return getFlag(FLAGS_OFFSET, UNDERFLOW_BIT);
    }

    /** Sets the U bit. */
    public DataInBhs underflowBit(boolean underflow) {
        return putFlag(FLAGS_OFFSET, UNDERFLOW_BIT, underflow);
    }

    /** The S bit: the PDU carries the command's status; implies F (11.7.3). */
    public boolean statusBit() {
        return getFlag(FLAGS_OFFSET, STATUS_BIT);
    }

    /** Sets the S bit. */
    public DataInBhs statusBit(boolean status) {
        return putFlag(FLAGS_OFFSET, STATUS_BIT, status);
    }

    /** SCSI status, if S is set (11.4.2). */
    public int status() {
        return getUnsignedByte(STATUS_OFFSET);
    }

    /** Sets the SCSI status, 0..255. */
    public DataInBhs status(int status) {
        return putByte(STATUS_OFFSET, status);
    }

    /** For the DataACK SNACK if A is set; else {@link #RESERVED_TAG} (11.7.4). */
    public int targetTransferTag() {
        return getInt(TARGET_TRANSFER_TAG_OFFSET);
    }

    /** Sets the Target Transfer Tag. */
    public DataInBhs targetTransferTag(int tag) {
        return putInt(TARGET_TRANSFER_TAG_OFFSET, tag);
    }

    /** Number of this PDU within the command, from 0; counts R2Ts too (11.7.5). */
    public int dataSn() {
        return getInt(DATA_SN_OFFSET);
    }

    /** Sets DataSN. */
    public DataInBhs dataSn(int dataSn) {
        return putInt(DATA_SN_OFFSET, dataSn);
    }

    /** Where the payload belongs within the whole transfer (11.7.6). */
    public long bufferOffsetBytes() {
        return getUnsignedInt(BUFFER_OFFSET_BYTES_OFFSET);
    }

    /** Sets Buffer Offset, 0..2^32-1. */
    public DataInBhs bufferOffsetBytes(long bytes) {
        return putUnsignedInt(BUFFER_OFFSET_BYTES_OFFSET, bytes);
    }

    /** Bytes missing or in excess, by U and O; valid if S is set (11.4.5). */
    public long residualCountBytes() {
        return getUnsignedInt(RESIDUAL_COUNT_BYTES_OFFSET);
    }

    /** Sets Residual Count, 0..2^32-1. */
    public DataInBhs residualCountBytes(long bytes) {
        return putUnsignedInt(RESIDUAL_COUNT_BYTES_OFFSET, bytes);
    }
}
