package io.isere.iscsi.pdu;

/**
 * Bidirectional Read Expected Data Transfer Length AHS (RFC 7143, section 11.2.2.4).
 *
 * <pre>
 * Byte/     0       |       1       |       2       |       3       |
 *    /              |               |               |               |
 *   |0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|
 *   +---------------+---------------+---------------+---------------+
 *  0| AHSLength (0x0005)            | 0x02          | Reserved      |
 *   +---------------+---------------+---------------+---------------+
 *  4| Bidirectional Read Expected Data Transfer Length              |
 *   +---------------+---------------+---------------+---------------+
 * </pre>
 *
 * <p>Threads, lifetime and allocation: see {@link Flyweight}.
 */
public final class BidirectionalReadAhs extends Flyweight<BidirectionalReadAhs> {

    /** Length of the whole segment. */
    public static final int LENGTH_BYTES = 8;

    /** What AHSLength must say. */
    public static final int AHS_LENGTH_BYTES = 5;

    private static final int LENGTH_OFFSET = 0;
    private static final int TYPE_OFFSET = 2;
    private static final int TYPE_MASK = 0x3f;
    private static final int EXPECTED_LENGTH_OFFSET = 4;

    /** A flyweight that is not wrapped yet. */
    public BidirectionalReadAhs() {
        super(LENGTH_BYTES);
    }

    /** Zeroes the segment and sets AHSLength and AHSType. */
    public BidirectionalReadAhs init() {
        zero();
        putBits(TYPE_OFFSET, TYPE_MASK, AhsWalker.TYPE_BIDIRECTIONAL_READ);
        return ahsLengthBytes(AHS_LENGTH_BYTES);
    }

    /** AHSType's code, 0..63; 2 if this is what its name says. */
    public int type() {
        return getUnsignedByte(TYPE_OFFSET) & TYPE_MASK;
    }

    /** AHSLength, 5 if the segment is well formed. */
    public int ahsLengthBytes() {
        return getUnsignedShort(LENGTH_OFFSET);
    }

    /** Sets AHSLength, 0..65535. */
    public BidirectionalReadAhs ahsLengthBytes(int bytes) {
        return putShort(LENGTH_OFFSET, bytes);
    }

    /** Bytes the initiator expects to be moved to it by a bidirectional command. */
    public long expectedReadLengthBytes() {
        return getUnsignedInt(EXPECTED_LENGTH_OFFSET);
    }

    /** Sets the expected length, 0..2^32-1. */
    public BidirectionalReadAhs expectedReadLengthBytes(long bytes) {
        return putUnsignedInt(EXPECTED_LENGTH_OFFSET, bytes);
    }
}
