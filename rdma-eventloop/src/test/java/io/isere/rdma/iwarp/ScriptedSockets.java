package io.isere.rdma.iwarp;

import io.isere.rdma.net.DetachedSocket;
import io.isere.rdma.net.ListenSocket;
import io.isere.rdma.net.StreamSocket;
import io.isere.rdma.net.StreamSockets;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/** Gives {@link ScriptedSocket}s where a device asks for sockets. */
final class ScriptedSockets implements StreamSockets {
    private Consumer<StreamSocket> onAccept;

    /** Somebody connects to the last listener. */
    void dialIn(ScriptedSocket socket) {
        onAccept.accept(socket);
    }

    @Override
    public ListenSocket listen(InetSocketAddress address, int backlog, Consumer<StreamSocket> accepted) {
        onAccept = accepted;
        return new ListenSocket() {
            @Override
            public InetSocketAddress localAddress() {
                return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
            }

            @Override
            public void close() {
                // Nothing listens.
            }
        };
    }

    @Override
    public ConnectAttempt connect(InetSocketAddress remote, ConnectHandler handler) {
        throw new UnsupportedOperationException("the scripted peer connects");
    }

    @Override
    public StreamSocket adopt(DetachedSocket socket) {
        return (ScriptedSocket) socket;
    }
}
