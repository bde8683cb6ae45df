package io.isere.datamover;

import io.isere.iscsi.text.LocalValues;
import java.net.InetSocketAddress;

/**
 * A connection that wants to be accepted by a target; {@link #accept} is called on the loop that is to own it.
 */
public interface PendingConnection {
    /** What it is. */
    TransportKind kind();

    /** What is to be negotiated for a connection of this kind, given what the session wants. */
    default LocalValues values(LocalValues wanted) {
        return wanted;
    }

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
