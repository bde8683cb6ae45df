package io.isere.iscsi.pdu;

/**
 * SCSI Response (RFC 7143, section 11.4; status qualifier: RFC 7144, section 5.2.1).
 *
 * <pre>
 * Byte/     0       |       1       |       2       |       3       |
 *    /              |               |               |               |
 *   |0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|
 *   +---------------+---------------+---------------+---------------+
 *  0|.|.| 0x21      |1|. .|o|u|O|U|.| Response      | Status        |
 *   +---------------+---------------+---------------+---------------+
 *  4|TotalAHSLength | DataSegmentLength                             |
 *   +---------------+---------------+---------------+---------------+
 *  8| Status Qualifier              | Reserved                      |
 *   +---------------+---------------+---------------+---------------+
 * 12| Reserved                                                      |
 *   +---------------+---------------+---------------+---------------+
 * 16| Initiator Task Tag                                            |
 *   +---------------+---------------+---------------+---------------+
 * 20| SNACK Tag or Reserved                                         |
 *   +---------------+---------------+---------------+---------------+
 * 24| StatSN                                                        |
 *   +---------------+---------------+---------------+---------------+
 * 28| ExpCmdSN                                                      |
 *   +---------------+---------------+---------------+---------------+
 * 32| MaxCmdSN                                                      |
 *   +---------------+---------------+---------------+---------------+
 * 36| ExpDataSN or Reserved                                         |
 *   +---------------+---------------+---------------+---------------+
 * 40| Bidirectional Read Residual Count or Reserved                 |
 *   +---------------+---------------+---------------+---------------+
 * 44| Residual Count or Reserved                                    |
 *   +---------------+---------------+---------------+---------------+
 * </pre>
 *
 * <p>If there is a data segment, it starts with the 16-bit SenseLength, sense data follow (11.4.7).
 *
 * <p>{@link #lun()} has no meaning here: the status qualifier takes its place.
 *
 * <p>Threads, lifetime and allocation: see {@link Flyweight}.
 */
public final class ScsiResponseBhs extends ResponseBhs<ScsiResponseBhs> {

    private static final int FLAGS_OFFSET = 1;
    private static final int BIDIRECTIONAL_OVERFLOW_BIT = 0x10;
    private static final int BIDIRECTIONAL_UNDERFLOW_BIT = 0x08;
    private static final int OVERFLOW_BIT = 0x04;
    private static final int UNDERFLOW_BIT = 0x02;
    private static final int RESPONSE_CODE_OFFSET = 2;
    private static final int STATUS_OFFSET = 3;
    private static final int STATUS_QUALIFIER_OFFSET = 8;
    private static final int SNACK_TAG_OFFSET = 20;
    private static final int EXP_DATA_SN_OFFSET = 36;
    private static final int BIDIRECTIONAL_READ_RESIDUAL_COUNT_BYTES_OFFSET = 40;
    private static final int RESIDUAL_COUNT_BYTES_OFFSET = 44;

    /** Zeroes the header, sets opcode and F bit. */
    public ScsiResponseBhs init() {
        return zero(Opcode.SCSI_RESPONSE, true);
    }

    /** The o bit: overflow of the read part of a bidirectional command (11.4.1). */
    public boolean bidirectionalOverflowBit() {
        return getFlag(FLAGS_OFFSET, BIDIRECTIONAL_OVERFLOW_BIT);
    }

    /** Sets the o bit. */
    public ScsiResponseBhs bidirectionalOverflowBit(boolean bidirectionalOverflow) {
        return putFlag(FLAGS_OFFSET, BIDIRECTIONAL_OVERFLOW_BIT, bidirectionalOverflow);
    }

    /** The u bit: underflow of the read part of a bidirectional command (11.4.1). */
    public boolean bidirectionalUnderflowBit() {
        return getFlag(FLAGS_OFFSET, BIDIRECTIONAL_UNDERFLOW_BIT);
    }

    /** Sets the u bit. */
    public ScsiResponseBhs bidirectionalUnderflowBit(boolean bidirectionalUnderflow) {
        return putFlag(FLAGS_OFFSET, BIDIRECTIONAL_UNDERFLOW_BIT, bidirectionalUnderflow);
    }

    /** The O bit: residual overflow; excludes U (11.4.1). */
    public boolean overflowBit() {
        return getFlag(FLAGS_OFFSET, OVERFLOW_BIT);
    }

    /** Sets the O bit. */
    public ScsiResponseBhs overflowBit(boolean overflow) {
        return putFlag(FLAGS_OFFSET, OVERFLOW_BIT, overflow);
    }

    /** The U bit: residual underflow; excludes O (11.4.1). */
    public boolean underflowBit() {
        return getFlag(FLAGS_OFFSET, UNDERFLOW_BIT);
    }

    /** Sets the U bit. */
    public ScsiResponseBhs underflowBit(boolean underflow) {
        return putFlag(FLAGS_OFFSET, UNDERFLOW_BIT, underflow);
    }

    /** The service response's code; see {@link ScsiResponseCode} (11.4.3). */
    public int responseCode() {
        return getUnsignedByte(RESPONSE_CODE_OFFSET);
    }

    /** Sets the service response's code, 0..255. */
    public ScsiResponseBhs responseCode(int responseCode) {
        return putByte(RESPONSE_CODE_OFFSET, responseCode);
    }

    /** SCSI status; valid if the response is "Command Completed at Target" (11.4.2). */
    public int status() {
        return getUnsignedByte(STATUS_OFFSET);
    }

    /** Sets the SCSI status, 0..255. */
    public ScsiResponseBhs status(int status) {
        return putByte(STATUS_OFFSET, status);
    }

    /** Status qualifier; meaningful with iSCSIProtocolLevel 2 only (RFC 7144, 5.2.1). */
    public int statusQualifier() {
        return getUnsignedShort(STATUS_QUALIFIER_OFFSET);
    }

    /** Sets the status qualifier, 0..65535. */
    public ScsiResponseBhs statusQualifier(int statusQualifier) {
        return putShort(STATUS_QUALIFIER_OFFSET, statusQualifier);
    }

    /** Copy of the last SNACK Tag accepted for the command, else 0 (11.4.4). */
    public int snackTag() {
        return getInt(SNACK_TAG_OFFSET);
    }

    /** Sets the SNACK Tag. */
    public ScsiResponseBhs snackTag(int tag) {
        return putInt(SNACK_TAG_OFFSET, tag);
    }

    /** How many Data-In PDUs (and R2Ts) were sent for the command (11.4.8). */
    public int expDataSn() {
        return getInt(EXP_DATA_SN_OFFSET);
    }

    /** Sets ExpDataSN. */
    public ScsiResponseBhs expDataSn(int expDataSn) {
        return putInt(EXP_DATA_SN_OFFSET, expDataSn);
    }

    /** Residual of the read part of a bidirectional command (11.4.6). */
    public long bidirectionalReadResidualCountBytes() {
        return getUnsignedInt(BIDIRECTIONAL_READ_RESIDUAL_COUNT_BYTES_OFFSET);
    }

    /** Sets the Bidirectional Read Residual Count, 0..2^32-1. */
    public ScsiResponseBhs bidirectionalReadResidualCountBytes(long bytes) {
        return putUnsignedInt(BIDIRECTIONAL_READ_RESIDUAL_COUNT_BYTES_OFFSET, bytes);
    }

    /** Bytes missing or in excess, by U and O (11.4.5). */
    public long residualCountBytes() {
        return getUnsignedInt(RESIDUAL_COUNT_BYTES_OFFSET);
    }

    /** Sets Residual Count, 0..2^32-1. */
    public ScsiResponseBhs residualCountBytes(long bytes) {
        return putUnsignedInt(RESIDUAL_COUNT_BYTES_OFFSET, bytes);
    }

    /** The service response, {@link ScsiResponseCode#UNASSIGNED} if the RFC knows none of this code. */
    public ScsiResponseCode response() {
        return ScsiResponseCode.of(responseCode());
    }
}
