package io.isere.rdma.memory;

/** Access rights of registered memory, as a bit set (RFC 5040 section 5.2; the values are those of ibverbs). */
public final class Access {
    /** The local side may write: receive buffers and sinks of RDMA Reads. */
    public static final int LOCAL_WRITE = 1;

    /** The peer may name it as the sink of an RDMA Write. */
    public static final int REMOTE_WRITE = 2;

    /** The peer may name it as the source of an RDMA Read. */
    public static final int REMOTE_READ = 4;

    private Access() {}

    /** Whether {@code rights} holds all of {@code wanted}. */
    public static boolean permits(int rights, int wanted) {
        return (rights & wanted) == wanted;
    }
}
