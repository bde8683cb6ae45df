package io.isere.rdma.iwarp.ddp;

import java.nio.ByteBuffer;

/**
 * DDP tagged buffer model header (RFC 5041 section 4.2); its RsvdULP byte is the RDMAP control field.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *                                 +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *                                 |T|L| Rsvd  |DV |    RsvdULP    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                              STag                             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                               TO                              |
 * |                            (8 bytes)                          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>Flyweight: wraps bytes that belong to somebody else. Thread: its owner's. Allocates nothing.
 */
public final class TaggedHeader {
    /** Bytes of the header, without MPA's length field. */
    public static final int LENGTH = 14;

    private static final int CONTROL_OFFSET = 0;
    private static final int RDMAP_CONTROL_OFFSET = 1;
    private static final int STAG_OFFSET = 2;
    private static final int TO_OFFSET = 6;

    private ByteBuffer buffer;
    private int offset;

    /** A flyweight over {@code buffer}, which is big-endian, from {@code offset} on. */
    public TaggedHeader(ByteBuffer buffer, int offset) {
        this.buffer = buffer;
        this.offset = offset;
    }

    /** Points the flyweight elsewhere. */
    public TaggedHeader wrap(ByteBuffer bytes, int start) {
        buffer = bytes;
        offset = start;
        return this;
    }

    /** The DDP control byte; see {@link DdpControl}. */
    public int control() {
        return buffer.get(offset + CONTROL_OFFSET) & 0xff;
    }

    /** Sets the DDP control byte. */
    public TaggedHeader control(int value) {
        buffer.put(offset + CONTROL_OFFSET, (byte) value);
        return this;
    }

    /** RsvdULP: the RDMAP control field. */
    public int rdmapControl() {
        return buffer.get(offset + RDMAP_CONTROL_OFFSET) & 0xff;
    }

    /** Sets the RDMAP control field. */
    public TaggedHeader rdmapControl(int value) {
        buffer.put(offset + RDMAP_CONTROL_OFFSET, (byte) value);
        return this;
    }

    /** STag of the sink's buffer. */
    public int stag() {
        return buffer.getInt(offset + STAG_OFFSET);
    }

    /** Sets the STag. */
    public TaggedHeader stag(int value) {
        buffer.putInt(offset + STAG_OFFSET, value);
        return this;
    }

    /** TO: where in that buffer this segment's payload goes; unsigned. */
    public long taggedOffset() {
        return buffer.getLong(offset + TO_OFFSET);
    }

    /** Sets TO. */
    public TaggedHeader taggedOffset(long value) {
        buffer.putLong(offset + TO_OFFSET, value);
        return this;
    }
}
