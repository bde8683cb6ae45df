package io.isere.iscsi.pdu;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Walks the additional header segments of a PDU (RFC 7143, section 11.2.2).
 *
 * <pre>
 * Byte/     0       |       1       |       2       |       3       |
 *    /              |               |               |               |
 *   |0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|
 *   +---------------+---------------+---------------+---------------+
 *  0| AHSLength                     | AHSType       | AHS-Specific  |
 *   +---------------+---------------+---------------+---------------+
 *  4/ AHS-Specific, padded to 4 bytes                               /
 *   +---------------+---------------+---------------+---------------+
 * </pre>
 *
 * <p>AHSLength counts the specific bytes, byte 3 included, padding not. Use: {@code wrap}, then {@code while (next())},
 * then ask {@link #malformed()}. Reusable; belongs to the thread that works on the buffer; allocates nothing.
 */
public final class AhsWalker {

    /** AHSType of an {@link ExtendedCdbAhs}. */
    public static final int TYPE_EXTENDED_CDB = 1;

    /** AHSType of a {@link BidirectionalReadAhs}. */
    public static final int TYPE_BIDIRECTIONAL_READ = 2;

    /** Length of AHSLength and AHSType, which AHSLength does not count. */
    static final int UNCOUNTED_BYTES = 3;

    private static final int LENGTH_OFFSET = 0;
    private static final int TYPE_OFFSET = 2;
    private static final int TYPE_MASK = 0x3f;
    private static final ByteBuffer NOT_WRAPPED = ByteBuffer.allocate(0);

    private ByteBuffer buffer = NOT_WRAPPED;
    private int offset;
    private int nextOffset;
    private int endOffset;
    private boolean malformed;

    /**
     * Starts before the first segment.
     *
     * @param offset absolute index right behind the basic header segment
     * @param totalAhsLengthBytes as {@link Bhs#totalAhsLengthBytes()} gives it
     * @throws IndexOutOfBoundsException if the segments do not fit below the buffer's limit
     */
    public AhsWalker wrap(ByteBuffer buffer, int offset, int totalAhsLengthBytes) {
        Objects.checkFromIndexSize(offset, totalAhsLengthBytes, buffer.limit());
        this.buffer = buffer;
        this.offset = offset;
        this.nextOffset = offset;
        this.endOffset = offset + totalAhsLengthBytes;
        this.malformed = false;
        return this;
    }

    /** Starts before the first segment behind {@code bhs}. */
    public AhsWalker wrap(Bhs<?> bhs) {
        return wrap(bhs.buffer(), bhs.offset() + Bhs.LENGTH_BYTES, bhs.totalAhsLengthBytes());
    }

    /** Goes to the next segment; false behind the last one, and from where a segment does not fit. */
    public boolean next() {
        if (malformed || nextOffset == endOffset) {
            return false;
        }
        offset = nextOffset;
        if (endOffset - offset < 4 || endOffset - offset < Bhs.padded(UNCOUNTED_BYTES + ahsLengthBytes())) {
            malformed = true;
            return false;
        }
        nextOffset = offset + Bhs.padded(UNCOUNTED_BYTES + ahsLengthBytes());
        return true;
    }

    /** Whether the walk ended early because a segment reaches beyond TotalAHSLength. */
    public boolean malformed() {
        return malformed;
    }

    /** Absolute index of the current segment, to wrap its flyweight over. */
    public int offset() {
        return offset;
    }

    /** AHSType's code of the current segment, 0..63 (11.2.2.1). */
    public int type() {
        return buffer.get(offset + TYPE_OFFSET) & TYPE_MASK;
    }

    /** AHSLength of the current segment, 0..65535 (11.2.2.2). */
    public int ahsLengthBytes() {
        int high = buffer.get(offset + LENGTH_OFFSET) & 0xff;
        int low = buffer.get(offset + LENGTH_OFFSET + 1) & 0xff;
        return high << Byte.SIZE | low;
    }
}
