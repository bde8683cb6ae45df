package io.isere.datamover;

import java.net.InetSocketAddress;

/**
 * A connection that wants to be accepted by a target; {@link #accept} is called on the loop that is to own it.
 */
public interface PendingConnection {
    /** What it is. */
    TransportKind kind();

    /** Where it comes from. */
    InetSocketAddress remoteAddress();

    /**
     * Accepts.
     *
     * @param resources the most the connection is going to ask for in full feature phase
     */
    void accept(ConnectionResources resources, DatamoverListener listener, TransportHandler handler);

    /** Refuses. */
    void reject();
}
