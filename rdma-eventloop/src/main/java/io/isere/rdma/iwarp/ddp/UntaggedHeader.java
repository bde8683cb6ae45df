package io.isere.rdma.iwarp.ddp;

import java.nio.ByteBuffer;

/**
 * DDP untagged buffer model header (RFC 5041 section 4.3); its five RsvdULP bytes are the RDMAP control field and the
 * Invalidate STag (RFC 5040 section 4.1).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *                                 +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *                                 |T|L| Rsvd  |DV |    RsvdULP    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                  RsvdULP: Invalidate STag                     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                               QN                              |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                              MSN                              |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                               MO                              |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>Flyweight: wraps bytes that belong to somebody else. Thread: its owner's. Allocates nothing.
 */
public final class UntaggedHeader {
    /** Bytes of the header, without MPA's length field. */
    public static final int LENGTH = 18;

    private static final int CONTROL_OFFSET = 0;
    private static final int RDMAP_CONTROL_OFFSET = 1;
    private static final int INVALIDATE_STAG_OFFSET = 2;
    private static final int QN_OFFSET = 6;
    private static final int MSN_OFFSET = 10;
    private static final int MO_OFFSET = 14;

    private ByteBuffer buffer;
    private int offset;

    /** A flyweight over {@code buffer}, which is big-endian, from {@code offset} on. */
    public UntaggedHeader(ByteBuffer buffer, int offset) {
        this.buffer = buffer;
        this.offset = offset;
    }

    /** Points the flyweight elsewhere. */
    public UntaggedHeader wrap(ByteBuffer bytes, int start) {
        buffer = bytes;
        offset = start;
        return this;
    }

    /** The DDP control byte; see {@link DdpControl}. */
    public int control() {
        return buffer.get(offset + CONTROL_OFFSET) & 0xff;
    }

    /** Sets the DDP control byte. */
    public UntaggedHeader control(int value) {
        buffer.put(offset + CONTROL_OFFSET, (byte) value);
        return this;
    }

    /** RsvdULP, first byte: the RDMAP control field. */
    public int rdmapControl() {
        return buffer.get(offset + RDMAP_CONTROL_OFFSET) & 0xff;
    }

    /** Sets the RDMAP control field. */
    public UntaggedHeader rdmapControl(int value) {
        buffer.put(offset + RDMAP_CONTROL_OFFSET, (byte) value);
        return this;
    }

    /** RsvdULP, other four bytes: the STag to invalidate. */
    public int invalidateStag() {
        return buffer.getInt(offset + INVALIDATE_STAG_OFFSET);
    }

    /** Sets the STag to invalidate; 0 when the opcode has none. */
    public UntaggedHeader invalidateStag(int value) {
        buffer.putInt(offset + INVALIDATE_STAG_OFFSET, value);
        return this;
    }

    /** QN: which queue of untagged buffers; unsigned. */
    public int queueNumber() {
        return buffer.getInt(offset + QN_OFFSET);
    }

    /** Sets QN. */
    public UntaggedHeader queueNumber(int value) {
        buffer.putInt(offset + QN_OFFSET, value);
        return this;
    }

    /** MSN: the message's number in its queue, from 1 on, modulo 2^32. */
    public int messageSequenceNumber() {
        return buffer.getInt(offset + MSN_OFFSET);
    }

    /** Sets MSN. */
    public UntaggedHeader messageSequenceNumber(int value) {
        buffer.putInt(offset + MSN_OFFSET, value);
        return this;
    }

    /** MO: where in its message this segment's payload goes; unsigned. */
    public int messageOffset() {
        return buffer.getInt(offset + MO_OFFSET);
    }

    /** Sets MO. */
    public UntaggedHeader messageOffset(int value) {
        buffer.putInt(offset + MO_OFFSET, value);
        return this;
    }
}
