package io.isere.datamover;

import io.isere.iscsi.text.LocalValues;
import java.net.InetSocketAddress;

/** Makes connections of one kind from one loop. Control path; thread: the loop. */
public interface TransportConnector {
    /** What the connections are, which login has to know: iSER negotiates other keys than TCP. */
    TransportKind kind();

    /**
     * Whether what an initiator advertises for write data covers only what it does not send unasked; login says so in
     * TaggedBufferForSolicitedDataOnly (RFC 7145 section 6.9). Without meaning over TCP.
     */
    boolean advertisesSolicitedDataOnly();

    /** What is to be negotiated for a connection of this kind, given what the session wants. */
    default LocalValues values(LocalValues wanted) {
        return wanted;
    }

    /**
     * Connects as initiator.
     *
     * @param resources the most the connection is going to ask for in full feature phase
     */
    void connect(
            InetSocketAddress remote,
            ConnectionResources resources,
            DatamoverListener listener,
            TransportHandler handler);
}
