package io.isere.iscsi.pdu;

/**
 * The basic header segment: what every iSCSI PDU starts with (RFC 7143, section 11.2.1).
 *
 * <pre>
 * Byte/     0       |       1       |       2       |       3       |
 *    /              |               |               |               |
 *   |0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|
 *   +---------------+---------------+---------------+---------------+
 *  0|.|I| Opcode    |F| Opcode-specific fields                      |
 *   +---------------+---------------+---------------+---------------+
 *  4|TotalAHSLength | DataSegmentLength                             |
 *   +---------------+---------------+---------------+---------------+
 *  8| LUN or Opcode-specific fields                                 |
 * 12|                                                               |
 *   +---------------+---------------+---------------+---------------+
 * 16| Initiator Task Tag                                            |
 *   +---------------+---------------+---------------+---------------+
 * 20/ Opcode-specific fields                                        /
 *   +---------------+---------------+---------------+---------------+
 * 48
 * </pre>
 *
 * <p>Tags and sequence numbers are plain {@code int}s: compare serial numbers with {@link SerialNumber}, tags with
 * {@code ==}. Threads, lifetime and allocation: see {@link Flyweight}.
 *
 * @param <T> the concrete header, which every setter returns
 */
public abstract class Bhs<T extends Bhs<T>> extends Flyweight<T> {

    /** Length of a basic header segment. */
    public static final int LENGTH_BYTES = 48;

    /** The reserved value of Initiator Task Tag, Target Transfer Tag and Referenced Task Tag. */
    public static final int RESERVED_TAG = 0xffff_ffff;

    /** Largest DataSegmentLength the 24-bit field can express. */
    public static final int MAX_DATA_SEGMENT_LENGTH_BYTES = 0xff_ffff;

    /** Largest total AHS length the header can express. */
    public static final int MAX_TOTAL_AHS_LENGTH_BYTES = 255 * 4;

    private static final int OPCODE_OFFSET = 0;
    private static final int IMMEDIATE_BIT = 0x40;
    private static final int OPCODE_MASK = 0x3f;
    private static final int FINAL_OFFSET = 1;
    private static final int FINAL_BIT = 0x80;
    private static final int TOTAL_AHS_LENGTH_OFFSET = 4;
    private static final int DATA_SEGMENT_LENGTH_OFFSET = 4;
    private static final int LUN_OFFSET = 8;
    private static final int INITIATOR_TASK_TAG_OFFSET = 16;

    Bhs() {
        super(LENGTH_BYTES);
    }

    /** Zeroes the header and sets opcode and the F bit (byte 1, bit 0). */
    final T zero(Opcode opcode, boolean finalBit) {
        zero();
        putByte(OPCODE_OFFSET, opcode.code());
        return finalBit(finalBit);
    }

    /** The 6-bit opcode, also one that nobody assigned (RFC 7143, 11.2.1.2). */
    public final int opcodeValue() {
        return getUnsignedByte(OPCODE_OFFSET) & OPCODE_MASK;
    }

    /** The opcode; {@link Opcode#UNASSIGNED} if the RFC knows none of this value. */
    public final Opcode opcode() {
        return Opcode.of(opcodeValue());
    }

    /** The I bit: immediate delivery (RFC 7143, 11.2.1.1). */
    public final boolean immediateBit() {
        return getFlag(OPCODE_OFFSET, IMMEDIATE_BIT);
    }

    /** Sets the I bit. */
    public final T immediateBit(boolean immediate) {
        return putFlag(OPCODE_OFFSET, IMMEDIATE_BIT, immediate);
    }

    /** The F bit, in login PDUs the T bit: final or only PDU of a sequence (RFC 7143, 11.2.1.3). */
    public final boolean finalBit() {
        return getFlag(FINAL_OFFSET, FINAL_BIT);
    }

    /** Sets the F bit. */
    public final T finalBit(boolean isFinal) {
        return putFlag(FINAL_OFFSET, FINAL_BIT, isFinal);
    }

    /** Length of all additional header segments with their padding: 0..1020, a multiple of 4 (RFC 7143, 11.2.1.5). */
    public final int totalAhsLengthBytes() {
        return getUnsignedByte(TOTAL_AHS_LENGTH_OFFSET) * 4;
    }

    /** Sets TotalAHSLength from a length in bytes: 0..1020, a multiple of 4. */
    public final T totalAhsLengthBytes(int bytes) {
        if ((bytes & 3) != 0 || bytes < 0 || bytes > MAX_TOTAL_AHS_LENGTH_BYTES) {
            throw new IllegalArgumentException("TotalAHSLength of " + bytes + " bytes: want 0..1020, a multiple of 4");
        }
        return putByte(TOTAL_AHS_LENGTH_OFFSET, bytes / 4);
    }

    /** Length of the data segment without its padding: 0..2^24-1 (RFC 7143, 11.2.1.6). */
    public final int dataSegmentLengthBytes() {
        return getInt(DATA_SEGMENT_LENGTH_OFFSET) & MAX_DATA_SEGMENT_LENGTH_BYTES;
    }

    /** Sets DataSegmentLength, 0..2^24-1, without padding. */
    public final T dataSegmentLengthBytes(int bytes) {
        if (bytes < 0 || bytes > MAX_DATA_SEGMENT_LENGTH_BYTES) {
            throw new IllegalArgumentException("DataSegmentLength of " + bytes + " bytes: want 0..16777215");
        }
        int totalAhsLength = getInt(DATA_SEGMENT_LENGTH_OFFSET) & ~MAX_DATA_SEGMENT_LENGTH_BYTES;
        return putInt(DATA_SEGMENT_LENGTH_OFFSET, totalAhsLength | bytes);
    }

    /** The 64-bit logical unit number in SAM's format, or what the opcode puts in its place (RFC 7143, 11.2.1.7). */
    public final long lun() {
        return getLong(LUN_OFFSET);
    }

    /** Sets the LUN. */
    public final T lun(long lun) {
        return putLong(LUN_OFFSET, lun);
    }

    /** The Initiator Task Tag (RFC 7143, 11.2.1.8). */
    public final int initiatorTaskTag() {
        return getInt(INITIATOR_TASK_TAG_OFFSET);
    }

    /** Sets the Initiator Task Tag. */
    public final T initiatorTaskTag(int tag) {
        return putInt(INITIATOR_TASK_TAG_OFFSET, tag);
    }

    /** Absolute index in {@link #buffer()} where the data segment starts, if no header digest is in use. */
    public final int dataSegmentOffset() {
        return offset() + LENGTH_BYTES + totalAhsLengthBytes();
    }

    /** Length of the data segment with its padding to a 4-byte word. */
    public final int paddedDataSegmentLengthBytes() {
        return padded(dataSegmentLengthBytes());
    }

    /** Length of the whole PDU without digests: header, AHS, data segment, padding. */
    public final int pduLengthBytes() {
        return LENGTH_BYTES + totalAhsLengthBytes() + paddedDataSegmentLengthBytes();
    }

    /** {@code bytes} rounded up to the 4-byte word that all PDU segments are padded to (RFC 7143, 11.1). */
    public static int padded(int bytes) {
        return (bytes + 3) & ~3;
    }
}
