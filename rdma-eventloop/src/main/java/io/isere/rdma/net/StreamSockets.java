package io.isere.rdma.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/**
 * Makes the stream sockets of one loop. Control path; thread: that loop.
 *
 * <p>Sockets are made with TCP_NODELAY; closing a loop closes its sockets.
 */
public interface StreamSockets {
    /**
     * Listens on an address (port 0: any free one).
     *
     * @param onAccept gets each accepted socket on this loop, registered with it
     * @throws IOException when the address cannot be bound; the message names it and says why
     */
    ListenSocket listen(InetSocketAddress address, int backlog, Consumer<StreamSocket> onAccept) throws IOException;

    /**
     * Connects without blocking; exactly one of the handler's methods is called later on this loop.
     *
     * @return a handle that gives the attempt up when closed
     */
    ConnectAttempt connect(InetSocketAddress remote, ConnectHandler handler);

    /** Takes over a socket that another loop detached. */
    StreamSocket adopt(DetachedSocket socket) throws IOException;

    /** A connect that has not ended yet. */
    interface ConnectAttempt {
        /** Gives up; no handler method is called afterwards. */
        void cancel();
    }

    /** Hears how a connect ended. */
    interface ConnectHandler {
        /** Connected and registered with this loop. */
        void onConnected(StreamSocket socket);

        /** Could not connect; the message names the address and the cause. */
        void onFailed(IOException cause);
    }
}
