package io.isere.iser;

import io.isere.iscsi.pdu.Flyweight;

/**
 * iSER HelloReply, the whole message (RFC 7145, section 9.4).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------+-----+-+-------+-------+-------------------------------+
 * | 0011b |Rsvd |J| MaxVer| CurVer|           iSER-ORD            |
 * +-------+-----+-+-------+-------+-------------------------------+
 * /                           Reserved, 24 bytes                  /
 * +---------------------------------------------------------------+
 * </pre>
 *
 * <p>J is REJ, the reject flag. Threads, lifetime and allocation: see {@link Flyweight}.
 */
public final class IserHelloReplyHeader extends IserHeader<IserHelloReplyHeader> {

    private static final int FLAGS_OFFSET = 0;
    private static final int REJECT_BIT = 0x01;
    private static final int VERSIONS_OFFSET = 1;
    private static final int MAX_VERSION_MASK = 0xf0;
    private static final int MAX_VERSION_SHIFT = 4;
    private static final int CURRENT_VERSION_MASK = 0x0f;
    private static final int ORD_OFFSET = 2;

    /** Zeroes the header and sets the opcode. */
    public IserHelloReplyHeader init() {
        return zero(IserOpcode.HELLO_REPLY);
    }

    /** The REJ flag: the target refuses the connection. */
    public boolean rejectBit() {
        return getFlag(FLAGS_OFFSET, REJECT_BIT);
    }

    /** Sets the REJ flag. */
    public IserHelloReplyHeader rejectBit(boolean reject) {
        return putFlag(FLAGS_OFFSET, REJECT_BIT, reject);
    }

    /** Highest version the target supports, 0..15. */
    public int maxVersion() {
        return (getUnsignedByte(VERSIONS_OFFSET) & MAX_VERSION_MASK) >> MAX_VERSION_SHIFT;
    }

    /** Sets MaxVer, 0..15. */
    public IserHelloReplyHeader maxVersion(int version) {
        return putBits(VERSIONS_OFFSET, MAX_VERSION_MASK, version << MAX_VERSION_SHIFT);
    }

    /** Version in use from here on, 0..15. */
    public int currentVersion() {
        return getUnsignedByte(VERSIONS_OFFSET) & CURRENT_VERSION_MASK;
    }

    /** Sets CurVer, 0..15. */
    public IserHelloReplyHeader currentVersion(int version) {
        return putBits(VERSIONS_OFFSET, CURRENT_VERSION_MASK, version);
    }

    /** iSER-ORD: how many RDMA Reads the target will have outstanding at most, 0..65535. */
    public int outboundReadDepth() {
        return getUnsignedShort(ORD_OFFSET);
    }

    /** Sets iSER-ORD, 0..65535. */
    public IserHelloReplyHeader outboundReadDepth(int depth) {
        return putShort(ORD_OFFSET, depth);
    }
}
