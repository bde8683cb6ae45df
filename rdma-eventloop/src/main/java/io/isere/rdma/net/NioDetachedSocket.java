package io.isere.rdma.net;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A channel between two loops: adopted or closed, whichever comes first. Any thread. */
final class NioDetachedSocket implements DetachedSocket {
    private final AtomicReference<@Nullable SocketChannel> channel;

    NioDetachedSocket(SocketChannel channel) {
        this.channel = new AtomicReference<>(channel);
    }

    /** Takes the channel out, once. */
    SocketChannel take() throws IOException {
        SocketChannel taken = channel.getAndSet(null);
        if (taken == null) {
            throw new IOException("this socket was adopted or closed before");
        }
        return taken;
    }

    @Override
    public void close() {
        SocketChannel left = channel.getAndSet(null);
        if (left != null) {
            NioChannels.closeQuietly(left);
        }
    }
}
