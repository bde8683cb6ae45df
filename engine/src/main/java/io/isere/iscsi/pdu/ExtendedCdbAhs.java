package io.isere.iscsi.pdu;

import java.nio.ByteBuffer;

/**
 * Extended CDB AHS: what of a CDB exceeds the 16 bytes in the SCSI Command's header (RFC 7143, section 11.2.2.3).
 *
 * <pre>
 * Byte/     0       |       1       |       2       |       3       |
 *    /              |               |               |               |
 *   |0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|
 *   +---------------+---------------+---------------+---------------+
 *  0| AHSLength (CDBLength - 15)    | 0x01          |  Reserved     |
 *   +---------------+---------------+---------------+---------------+
 *  4/ ExtendedCDB...+padding                                        /
 *   +---------------+---------------+---------------+---------------+
 * </pre>
 *
 * <p>Threads, lifetime and allocation: see {@link Flyweight}.
 */
public final class ExtendedCdbAhs extends Flyweight<ExtendedCdbAhs> {

    /** Length of the part before the CDB bytes. */
    public static final int FIXED_LENGTH_BYTES = 4;

    /** Shortest CDB that needs this segment. */
    public static final int MIN_CDB_LENGTH_BYTES = ScsiCommandBhs.CDB_LENGTH_BYTES + 1;

    private static final int LENGTH_OFFSET = 0;
    private static final int TYPE_OFFSET = 2;
    private static final int TYPE_MASK = 0x3f;
    private static final int LENGTH_TO_CDB_LENGTH = 15;

    /** A flyweight that is not wrapped yet. */
    public ExtendedCdbAhs() {
        super(FIXED_LENGTH_BYTES);
    }

    /** Zeroes the fixed part and sets AHSType, and AHSLength for a CDB of {@code cdbLengthBytes}, 17 or more. */
    public ExtendedCdbAhs init(int cdbLengthBytes) {
        zero();
        putBits(TYPE_OFFSET, TYPE_MASK, AhsWalker.TYPE_EXTENDED_CDB);
        return cdbLengthBytes(cdbLengthBytes);
    }

    /** AHSType's code, 0..63; 1 if this is an Extended CDB AHS. */
    public int type() {
        return getUnsignedByte(TYPE_OFFSET) & TYPE_MASK;
    }

    /** Length of the whole CDB: AHSLength + 15. */
    public int cdbLengthBytes() {
        return getUnsignedShort(LENGTH_OFFSET) + LENGTH_TO_CDB_LENGTH;
    }

    /** Sets AHSLength from the length of the whole CDB, 15..65550. */
    public ExtendedCdbAhs cdbLengthBytes(int bytes) {
        return putShort(LENGTH_OFFSET, bytes - LENGTH_TO_CDB_LENGTH);
    }

    /** How many of the CDB's bytes this segment holds, 0 if AHSLength is too small to be legal. */
    public int spillLengthBytes() {
        return Math.max(0, cdbLengthBytes() - ScsiCommandBhs.CDB_LENGTH_BYTES);
    }

    /** Absolute index in {@link #buffer()} of the CDB's 17th byte. */
    public int spillOffset() {
        return offset() + FIXED_LENGTH_BYTES;
    }

    /** Length of the whole segment with its padding. */
    public int segmentLengthBytes() {
        return Bhs.padded(FIXED_LENGTH_BYTES + spillLengthBytes());
    }

    /**
     * Copies the CDB's bytes from the 17th on into this segment and zeroes the padding.
     *
     * @param source holds the whole CDB, of the length given to {@link #init}, from the absolute index {@code
     *     sourceOffset}
     */
    public ExtendedCdbAhs spill(ByteBuffer source, int sourceOffset) {
        int spill = spillLengthBytes();
        buffer().put(spillOffset(), source, sourceOffset + ScsiCommandBhs.CDB_LENGTH_BYTES, spill);
        for (int index = FIXED_LENGTH_BYTES + spill; index < segmentLengthBytes(); index++) {
            putByte(index, 0);
        }
        return this;
    }
}
