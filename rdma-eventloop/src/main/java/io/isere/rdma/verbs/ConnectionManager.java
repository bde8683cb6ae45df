package io.isere.rdma.verbs;

import io.isere.rdma.net.StreamSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Listens and connects for one device. Control path; thread: the device's loop. */
public interface ConnectionManager {
    /**
     * Listens for connect requests.
     *
     * @param requests gets each request on this loop, once its private data has arrived
     * @param foreign gets connections whose first bytes are not this provider's; null: they are closed
     * @throws IOException when the address cannot be bound; the message names it and says why
     */
    Listener listen(InetSocketAddress address, int backlog, RequestHandler requests, @Nullable ForeignHandler foreign)
            throws IOException;

    /**
     * Connects a queue pair of this device. The outcome comes through its {@link ConnectionEvents}; a failure found at
     * once comes that way too, in a later turn.
     */
    void connect(QueuePair queuePair, InetSocketAddress remote, ConnectOptions options);

    /** Listening until closed. */
    interface Listener {
        /** Where it listens, with the real port when 0 was asked for. */
        InetSocketAddress localAddress();

        /** Stops listening; connections accepted before live on. */
        void close();
    }

    /** Takes connect requests. */
    interface RequestHandler {
        /**
         * A peer wants to connect; accept or reject it, now or later. If this throws, the throwable is reported to the
         * loop and the request is rejected.
         */
        void onRequest(ConnectionRequest request);
    }

    /** Takes TCP connections that speak something else on the same port. */
    interface ForeignHandler {
        /**
         * A connection whose first bytes are not this provider's.
         *
         * @param socket still registered with the listener's loop
         * @param firstBytes what was read of it already; valid during the call only
         */
        void onForeign(StreamSocket socket, ByteBuffer firstBytes);
    }
}
