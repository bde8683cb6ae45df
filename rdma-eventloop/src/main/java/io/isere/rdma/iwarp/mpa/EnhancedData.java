package io.isere.rdma.iwarp.mpa;

import java.nio.ByteBuffer;

/**
 * Enhanced RDMA connection establishment data, the first four bytes of the private data of a frame whose S bit is set
 * (RFC 6581 section 9).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |A|B|        IRD (14)           |C|D|        ORD (14)           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>Flyweight: wraps bytes that belong to somebody else. Thread: its owner's. Allocates nothing.
 */
public final class EnhancedData {
    /** Bytes it takes. */
    public static final int LENGTH = 4;

    /** IRD or ORD value that asks for no automatic negotiation (section 9.1). */
    public static final int NOT_NEGOTIATED = 0x3fff;

    /** A: peer-to-peer; the initiator sends an RTR indication first. */
    public static final int FLAG_PEER_TO_PEER = 0x8;

    /** B: a zero-length Send can be the RTR indication. */
    public static final int FLAG_RTR_SEND = 0x4;

    /** C: a zero-length RDMA Write can be the RTR indication. */
    public static final int FLAG_RTR_WRITE = 0x2;

    /** D: a zero-length RDMA Read can be the RTR indication. */
    public static final int FLAG_RTR_READ = 0x1;

    private static final int IRD_OFFSET = 0;
    private static final int ORD_OFFSET = 2;
    private static final int DEPTH_MASK = 0x3fff;

    private ByteBuffer buffer;
    private int offset;

    /** A flyweight over {@code buffer}, which is big-endian, from {@code offset} on. */
    public EnhancedData(ByteBuffer buffer, int offset) {
        this.buffer = buffer;
        this.offset = offset;
    }

    /** Points the flyweight elsewhere. */
    public EnhancedData wrap(ByteBuffer bytes, int start) {
        buffer = bytes;
        offset = start;
        return this;
    }

    /** The control flags A, B, C, D. */
    public int flags() {
        int a = buffer.getShort(offset + IRD_OFFSET) >>> 14 & 3;
        int c = buffer.getShort(offset + ORD_OFFSET) >>> 14 & 3;
        return a << 2 | c;
    }

    /** Sets the control flags; IRD and ORD stay. */
    public EnhancedData flags(int flags) {
        put(IRD_OFFSET, flags >>> 2, ird());
        put(ORD_OFFSET, flags, ord());
        return this;
    }

    /** IRD: inbound RDMA Reads the sender serves at a time. */
    public int ird() {
        return buffer.getShort(offset + IRD_OFFSET) & DEPTH_MASK;
    }

    /** Sets IRD. */
    public EnhancedData ird(int value) {
        put(IRD_OFFSET, flags() >>> 2, value);
        return this;
    }

    /** ORD: outbound RDMA Reads the sender wants to have outstanding. */
    public int ord() {
        return buffer.getShort(offset + ORD_OFFSET) & DEPTH_MASK;
    }

    /** Sets ORD. */
    public EnhancedData ord(int value) {
        put(ORD_OFFSET, flags(), value);
        return this;
    }

    private void put(int field, int twoFlags, int depth) {
        buffer.putShort(offset + field, (short) ((twoFlags & 3) << 14 | (depth & DEPTH_MASK)));
    }
}
