package io.isere.rdma.iwarp.rdmap;

import java.nio.ByteBuffer;

/**
 * Terminate header: the whole payload of a Terminate message (RFC 5040 section 4.8).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | Layer | EType |  Error Code   |M|D|R|        Reserved         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | DDP Segment Length (if M or D)|                               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+                               |
 * |       Terminated DDP header, 14 or 18 bytes (if D)            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |       Terminated RDMA Read Request header, 28 bytes (if R)    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>Flyweight: wraps bytes that belong to somebody else. Thread: its owner's. Allocates nothing.
 */
public final class TerminateHeader {
    /** Bytes of the part that is always there. */
    public static final int LENGTH = 4;

    /** Bytes of the DDP Segment Length field. */
    public static final int SEGMENT_LENGTH_BYTES = 2;

    /** Most bytes of a Terminate message: with an untagged DDP header and an RDMA Read Request header. */
    public static final int MAX_LENGTH = LENGTH + SEGMENT_LENGTH_BYTES + 18 + ReadRequestHeader.LENGTH;

    /** M: the DDP Segment Length is valid. */
    public static final int FLAG_SEGMENT_LENGTH = 0x80;

    /** D: the terminated DDP header is there. */
    public static final int FLAG_DDP_HEADER = 0x40;

    /** R: the terminated RDMA Read Request header is there. */
    public static final int FLAG_RDMA_HEADER = 0x20;

    private static final int LAYER_AND_TYPE_OFFSET = 0;
    private static final int CODE_OFFSET = 1;
    private static final int HEADER_CONTROL_OFFSET = 2;
    private static final int RESERVED_OFFSET = 3;
    private static final int SEGMENT_LENGTH_OFFSET = 4;

    private ByteBuffer buffer;
    private int offset;

    /** A flyweight over {@code buffer}, which is big-endian, from {@code offset} on. */
    public TerminateHeader(ByteBuffer buffer, int offset) {
        this.buffer = buffer;
        this.offset = offset;
    }

    /** Points the flyweight elsewhere. */
    public TerminateHeader wrap(ByteBuffer bytes, int start) {
        buffer = bytes;
        offset = start;
        return this;
    }

    /** Layer: 0 RDMAP, 1 DDP, 2 the lower layer (MPA). */
    public int layer() {
        return buffer.get(offset + LAYER_AND_TYPE_OFFSET) >>> 4 & 0xf;
    }

    /** EType. */
    public int errorType() {
        return buffer.get(offset + LAYER_AND_TYPE_OFFSET) & 0xf;
    }

    /** Error Code. */
    public int errorCode() {
        return buffer.get(offset + CODE_OFFSET) & 0xff;
    }

    /** Sets layer, type and code. */
    public TerminateHeader error(int layer, int type, int code) {
        buffer.put(offset + LAYER_AND_TYPE_OFFSET, (byte) (layer << 4 | (type & 0xf)));
        buffer.put(offset + CODE_OFFSET, (byte) code);
        return this;
    }

    /** HdrCt: the bits M, D and R. */
    public int headerControl() {
        return buffer.get(offset + HEADER_CONTROL_OFFSET) & 0xe0;
    }

    /** Sets M, D and R, and the reserved bits to zero. */
    public TerminateHeader headerControl(int flags) {
        buffer.put(offset + HEADER_CONTROL_OFFSET, (byte) (flags & 0xe0));
        buffer.put(offset + RESERVED_OFFSET, (byte) 0);
        return this;
    }

    /** DDP Segment Length of the segment that was in error; only when M is set. */
    public int segmentLengthBytes() {
        return buffer.getShort(offset + SEGMENT_LENGTH_OFFSET) & 0xffff;
    }

    /** Sets the DDP Segment Length. */
    public TerminateHeader segmentLengthBytes(int value) {
        buffer.putShort(offset + SEGMENT_LENGTH_OFFSET, (short) value);
        return this;
    }

    /** Where the copied headers start, from the first byte of this header. */
    public int copiedHeadersOffset() {
        return LENGTH + SEGMENT_LENGTH_BYTES;
    }
}
