package io.isere.iser;

import io.isere.iscsi.pdu.Flyweight;

/**
 * iSER Hello, the whole message (RFC 7145, section 9.3).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------+-------+-------+-------+-------------------------------+
 * | 0010b | Rsvd  | MaxVer| MinVer|           iSER-IRD            |
 * +-------+-------+-------+-------+-------------------------------+
 * /                           Reserved, 24 bytes                  /
 * +---------------------------------------------------------------+
 * </pre>
 *
 * <p>The RFC's text gives the version as 10, its figures and the implementations as 1: a receiver takes both. Threads,
 * lifetime and allocation: see {@link Flyweight}.
 */
public final class IserHelloHeader extends IserHeader<IserHelloHeader> {

    private static final int VERSIONS_OFFSET = 1;
    private static final int MAX_VERSION_MASK = 0xf0;
    private static final int MAX_VERSION_SHIFT = 4;
    private static final int MIN_VERSION_MASK = 0x0f;
    private static final int IRD_OFFSET = 2;

    /** Zeroes the header and sets the opcode. */
    public IserHelloHeader init() {
        return zero(IserOpcode.HELLO);
    }

    /** Highest version the initiator supports, 0..15. */
    public int maxVersion() {
        return (getUnsignedByte(VERSIONS_OFFSET) & MAX_VERSION_MASK) >> MAX_VERSION_SHIFT;
    }

    /** Sets MaxVer, 0..15. */
    public IserHelloHeader maxVersion(int version) {
        return putBits(VERSIONS_OFFSET, MAX_VERSION_MASK, version << MAX_VERSION_SHIFT);
    }

    /** Lowest version the initiator supports, 0..15. */
    public int minVersion() {
        return getUnsignedByte(VERSIONS_OFFSET) & MIN_VERSION_MASK;
    }

    /** Sets MinVer, 0..15. */
    public IserHelloHeader minVersion(int version) {
        return putBits(VERSIONS_OFFSET, MIN_VERSION_MASK, version);
    }

    /** iSER-IRD: how many RDMA Reads the initiator serves at once, 0..65535. */
    public int inboundReadDepth() {
        return getUnsignedShort(IRD_OFFSET);
    }

    /** Sets iSER-IRD, 0..65535. */
    public IserHelloHeader inboundReadDepth(int depth) {
        return putShort(IRD_OFFSET, depth);
    }
}
