package io.isere.rdma.iwarp.mpa;

import java.nio.ByteBuffer;

/**
 * MPA Request or Reply Frame (RFC 5044 section 7.1.1; the S bit from RFC 6581 section 6).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |          Key: "MPA ID Req Frame" or "MPA ID Rep Frame"        |
 * |                           (16 bytes)                          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |M|C|R|S| Res   |     Rev       |          PD_Length            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                     Private Data (PD_Length bytes)            |
 * </pre>
 *
 * <p>Flyweight: wraps bytes that belong to somebody else. Thread: its owner's. Allocates nothing.
 */
public final class MpaFrame {
    /** Bytes before the private data. */
    public static final int LENGTH = 20;

    /** Bytes of the key. */
    public static final int KEY_BYTES = 16;

    /** Most private data a frame can carry (RFC 5044 section 7.1.1). */
    public static final int MAX_PRIVATE_DATA_BYTES = 512;

    /** M: the sender needs markers in what it receives. */
    public static final int FLAG_MARKERS = 0x80;

    /** C: the sender wants CRCs. */
    public static final int FLAG_CRC = 0x40;

    /** R: the connection is rejected; replies only. */
    public static final int FLAG_REJECTED = 0x20;

    /** S: the private data begins with {@link EnhancedData}. */
    public static final int FLAG_ENHANCED = 0x10;

    private static final int KEY_OFFSET = 0;
    private static final int FLAGS_OFFSET = 16;
    private static final int REV_OFFSET = 17;
    private static final int PD_LENGTH_OFFSET = 18;

    /** "MPA ID R", the first half of both keys. */
    private static final long KEY_FIRST_HALF = 0x4d50_4120_4944_2052L;
    /** "eq Frame". */
    private static final long REQUEST_SECOND_HALF = 0x6571_2046_7261_6d65L;
    /** "ep Frame". */
    private static final long REPLY_SECOND_HALF = 0x6570_2046_7261_6d65L;

    private ByteBuffer buffer;
    private int offset;

    /** A flyweight over {@code buffer}, which is big-endian, from {@code offset} on. */
    public MpaFrame(ByteBuffer buffer, int offset) {
        this.buffer = buffer;
        this.offset = offset;
    }

    /** Points the flyweight elsewhere. */
    public MpaFrame wrap(ByteBuffer bytes, int start) {
        buffer = bytes;
        offset = start;
        return this;
    }

    /**
     * Whether the first {@code length} bytes of a stream can be those of an MPA Request Frame: false as soon as one byte
     * of the key differs.
     */
    public static boolean mayBeRequest(ByteBuffer bytes, int start, int length) {
        for (int i = 0; i < Math.min(length, KEY_BYTES); i++) {
            long half = i < 8 ? KEY_FIRST_HALF : REQUEST_SECOND_HALF;
            if (bytes.get(start + i) != (byte) (half >>> (56 - 8 * (i & 7)))) {
                return false;
            }
        }
        return true;
    }

    /** Whether the key is that of a Request Frame. */
    public boolean isRequest() {
        return buffer.getLong(offset + KEY_OFFSET) == KEY_FIRST_HALF
                && buffer.getLong(offset + KEY_OFFSET + 8) == REQUEST_SECOND_HALF;
    }

    /** Whether the key is that of a Reply Frame. */
    public boolean isReply() {
        return buffer.getLong(offset + KEY_OFFSET) == KEY_FIRST_HALF
                && buffer.getLong(offset + KEY_OFFSET + 8) == REPLY_SECOND_HALF;
    }

    /** Writes the key of a Request Frame. */
    public MpaFrame requestKey() {
        buffer.putLong(offset + KEY_OFFSET, KEY_FIRST_HALF).putLong(offset + KEY_OFFSET + 8, REQUEST_SECOND_HALF);
        return this;
    }

    /** Writes the key of a Reply Frame. */
    public MpaFrame replyKey() {
        buffer.putLong(offset + KEY_OFFSET, KEY_FIRST_HALF).putLong(offset + KEY_OFFSET + 8, REPLY_SECOND_HALF);
        return this;
    }

    /** The bits M, C, R, S and the reserved ones. */
    public int flags() {
        return buffer.get(offset + FLAGS_OFFSET) & 0xff;
    }

    /** Sets M, C, R, S and the reserved bits. */
    public MpaFrame flags(int value) {
        buffer.put(offset + FLAGS_OFFSET, (byte) value);
        return this;
    }

    /** Rev: the revision of MPA. */
    public int revision() {
        return buffer.get(offset + REV_OFFSET) & 0xff;
    }

    /** Sets Rev. */
    public MpaFrame revision(int value) {
        buffer.put(offset + REV_OFFSET, (byte) value);
        return this;
    }

    /** PD_Length, enhanced data included. */
    public int privateDataBytes() {
        return buffer.getShort(offset + PD_LENGTH_OFFSET) & 0xffff;
    }

    /** Sets PD_Length. */
    public MpaFrame privateDataBytes(int value) {
        buffer.putShort(offset + PD_LENGTH_OFFSET, (short) value);
        return this;
    }
}
