package io.isere.rdma.iwarp.rdmap;

import java.nio.ByteBuffer;

/**
 * RDMA Read Request header: the whole payload of an RDMA Read Request message (RFC 5040 section 4.4).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                     Data Sink STag                            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                     Data Sink Tagged Offset (8 bytes)         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                     RDMA Read Message Size                    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                     Data Source STag                          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                     Data Source Tagged Offset (8 bytes)       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>Flyweight: wraps bytes that belong to somebody else. Thread: its owner's. Allocates nothing.
 */
public final class ReadRequestHeader {
    /** Bytes of the header. */
    public static final int LENGTH = 28;

    private static final int SINK_STAG_OFFSET = 0;
    private static final int SINK_TO_OFFSET = 4;
    private static final int SIZE_OFFSET = 12;
    private static final int SOURCE_STAG_OFFSET = 16;
    private static final int SOURCE_TO_OFFSET = 20;

    private ByteBuffer buffer;
    private int offset;

    /** A flyweight over {@code buffer}, which is big-endian, from {@code offset} on. */
    public ReadRequestHeader(ByteBuffer buffer, int offset) {
        this.buffer = buffer;
        this.offset = offset;
    }

    /** Points the flyweight elsewhere. */
    public ReadRequestHeader wrap(ByteBuffer bytes, int start) {
        buffer = bytes;
        offset = start;
        return this;
    }

    /** STag of the requester's buffer, to be copied into the response. */
    public int sinkStag() {
        return buffer.getInt(offset + SINK_STAG_OFFSET);
    }

    /** Sets the sink's STag. */
    public ReadRequestHeader sinkStag(int value) {
        buffer.putInt(offset + SINK_STAG_OFFSET, value);
        return this;
    }

    /** TO in the requester's buffer. */
    public long sinkTaggedOffset() {
        return buffer.getLong(offset + SINK_TO_OFFSET);
    }

    /** Sets the sink's TO. */
    public ReadRequestHeader sinkTaggedOffset(long value) {
        buffer.putLong(offset + SINK_TO_OFFSET, value);
        return this;
    }

    /** Bytes to read, 0 to 2^32-1. */
    public long sizeBytes() {
        return buffer.getInt(offset + SIZE_OFFSET) & 0xffff_ffffL;
    }

    /** Sets the bytes to read. */
    public ReadRequestHeader sizeBytes(long value) {
        buffer.putInt(offset + SIZE_OFFSET, (int) value);
        return this;
    }

    /** STag of the buffer to read from. */
    public int sourceStag() {
        return buffer.getInt(offset + SOURCE_STAG_OFFSET);
    }

    /** Sets the source's STag. */
    public ReadRequestHeader sourceStag(int value) {
        buffer.putInt(offset + SOURCE_STAG_OFFSET, value);
        return this;
    }

    /** TO in the buffer to read from. */
    public long sourceTaggedOffset() {
        return buffer.getLong(offset + SOURCE_TO_OFFSET);
    }

    /** Sets the source's TO. */
    public ReadRequestHeader sourceTaggedOffset(long value) {
        buffer.putLong(offset + SOURCE_TO_OFFSET, value);
        return this;
    }
}
