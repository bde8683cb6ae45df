package io.isere.rdma.iwarp.mpa;

/** The RTR indication an initiator sends first in the peer-to-peer model (RFC 6581 section 9.2): a zero-length message. */
public enum ReadyToReceive {
    /** Client-server model: the initiator's first message is indication enough. */
    NONE(0),
    /** A zero-length RDMA Write. */
    WRITE(EnhancedData.FLAG_RTR_WRITE),
    /** A zero-length RDMA Read. */
    READ(EnhancedData.FLAG_RTR_READ),
    /** A zero-length Send; it takes a number of the Send queue, but no receive. */
    SEND(EnhancedData.FLAG_RTR_SEND);

    /** All flags of the options that this implementation can send and expect. */
    public static final int ALL_FLAGS =
            EnhancedData.FLAG_RTR_WRITE | EnhancedData.FLAG_RTR_READ | EnhancedData.FLAG_RTR_SEND;

    private final int flag;

    ReadyToReceive(int flag) {
        this.flag = flag;
    }

    /** Its flag in the enhanced data. */
    public int flag() {
        return flag;
    }

    /** The option to use of those offered: a Write if possible, since it costs nothing, then a Read, then a Send. */
    public static ReadyToReceive choose(int offeredFlags) {
        if ((offeredFlags & WRITE.flag) != 0) {
            return WRITE;
        }
        if ((offeredFlags & READ.flag) != 0) {
            return READ;
        }
        return (offeredFlags & SEND.flag) != 0 ? SEND : NONE;
    }
}
