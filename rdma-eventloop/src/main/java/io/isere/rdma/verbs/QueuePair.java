package io.isere.rdma.verbs;

/**
 * One end of a reliable RDMA connection: a send queue and a receive queue.
 *
 * <p>Thread: its loop. Order: requests take effect at the peer in posting order, but an RDMA Read's data arrives later and
 * may be passed by Sends and Writes posted after it (RFC 5040 section 5.5) unless they are fenced. A Send with no receive
 * posted at the peer ends the connection: there is no flow control below the upper layer.
 *
 * <p>End: after a disconnect, whoever caused it, every posted request completes with {@link WorkStatus#FLUSHED}, then
 * {@link ConnectionEvents#onDisconnected} is called once, and only then may memory named by posted work be reused.
 */
public interface QueuePair {
    /** A number unique in the device, for logs. */
    int number();

    /** Where it is in its life. */
    QueuePairState state();

    /** Posts to the send queue. */
    PostResult postSend(WorkRequest request);

    /** Posts a receive; allowed from INIT on. */
    PostResult postReceive(WorkRequest request);

    /** Send-queue requests that can be posted now. */
    int freeSendRequests();

    /** Inbound RDMA Reads this side serves at a time, as negotiated. */
    int ird();

    /** Outbound RDMA Reads that may be outstanding, as negotiated; posts above it wait in the send queue. */
    int ord();

    /**
     * Binds a window to a range of a region, for this connection's peer only. Takes effect at once; a binding the window
     * had before becomes invalid.
     *
     * @param access {@link io.isere.rdma.memory.Access#REMOTE_READ} and/or REMOTE_WRITE
     * @return POSTED, NOT_CONNECTED or INVALID
     */
    PostResult bindWindow(MemoryWindow window, MemoryRegion region, int offsetBytes, int lengthBytes, int access);

    /** Ends the connection in an orderly way: what was posted before is sent first if the peer takes it. Idempotent. */
    void disconnect();

    /** Ends the connection at once: the peer sees it broken. Idempotent. */
    void abort();

    /** Releases the queue pair; if still connected it is aborted first. No callbacks follow. Idempotent. */
    void destroy();
}
