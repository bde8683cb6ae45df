package io.isere.rdma.eventloop;

import io.isere.rdma.net.DetachedSocket;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A descriptor between two loops: adopted or closed, whichever comes first. Any thread. */
final class EpollDetachedSocket implements DetachedSocket {
    private final AtomicReference<@Nullable Socket> socket;
    private final InetSocketAddress remoteAddress;

    EpollDetachedSocket(Socket socket, InetSocketAddress remoteAddress) {
        this.socket = new AtomicReference<>(socket);
        this.remoteAddress = remoteAddress;
    }

    InetSocketAddress remoteAddress() {
        return remoteAddress;
    }

    /** Takes the descriptor out, once. */
    Socket take() throws IOException {
        Socket taken = socket.getAndSet(null);
        if (taken == null) {
            throw new IOException("this socket was adopted or closed before");
        }
        return taken;
    }

    @Override
    public void close() {
        Socket left = socket.getAndSet(null);
        if (left != null) {
            Descriptors.closeQuietly(left);
        }
    }
}
