package io.isere.rdma.verbs;

import java.net.InetSocketAddress;

/**
 * A peer's connect request. It has left the listener's loop when the handler sees it: {@link #accept} is called on the
 * loop of the queue pair, whichever loop that is, and {@link #reject} on any. One of the two, once.
 */
public interface ConnectionRequest {
    /** Where the peer comes from. */
    InetSocketAddress remoteAddress();

    /** The address it reached. */
    InetSocketAddress localAddress();

    /** The peer's private data, without the provider's own part; empty when there was none. */
    byte[] privateData();

    /** Inbound RDMA Reads the peer serves at a time: the most we may have outstanding. */
    int peerIrd();

    /** Outbound RDMA Reads the peer would like to have outstanding. */
    int peerOrd();

    /** Accepts; the outcome comes through the queue pair's {@link ConnectionEvents}. */
    void accept(QueuePair queuePair, ConnectOptions options);

    /** Rejects, with private data for the peer's consumer. */
    void reject(byte[] privateData);
}
