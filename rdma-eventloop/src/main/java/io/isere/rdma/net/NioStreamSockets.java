package io.isere.rdma.net;

import io.isere.rdma.loop.RdmaLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.util.function.Consumer;

/**
 * Stream sockets made of java.nio channels, for any loop: with the loop's own readiness they let it sleep, without one
 * they are polled in every turn.
 *
 * <p>Thread: its loop. Control path; allocates.
 */
public final class NioStreamSockets implements StreamSockets {
    /** Most ranges handed to the system in one call; longer vectors take several calls. */
    static final int MAX_RANGES_PER_CALL = 64;

    private final RdmaLoop loop;
    private final Readiness readiness;
    private final ByteBuffer[] ranges = new ByteBuffer[MAX_RANGES_PER_CALL];

    /** Sockets that are polled in every turn of the loop. */
    public NioStreamSockets(RdmaLoop loop) {
        this(loop, new PolledReadiness(loop));
    }

    /** Sockets that hear from {@code readiness} when to act. */
    public NioStreamSockets(RdmaLoop loop, Readiness readiness) {
        this.loop = loop;
        this.readiness = readiness;
    }

    @Override
    public ListenSocket listen(InetSocketAddress address, int backlog, Consumer<StreamSocket> onAccept)
            throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.configureBlocking(false);
            channel.bind(address, backlog);
            return new NioListenSocket(this, channel, onAccept);
        } catch (IOException | UnresolvedAddressException e) {
            channel.close();
            throw SocketErrors.cannot("listen on", address, e);
        }
    }

    @Override
    public ConnectAttempt connect(InetSocketAddress remote, ConnectHandler handler) {
        NioConnectAttempt attempt = new NioConnectAttempt(this, remote, handler);
        attempt.start();
        return attempt;
    }

    @Override
    public StreamSocket adopt(DetachedSocket socket) throws IOException {
        if (!(socket instanceof NioDetachedSocket detached)) {
            throw SocketErrors.foreignSocket(socket, "java.nio");
        }
        return open(detached.take());
    }

    /** Makes a socket of a connected channel; closes the channel when that fails. */
    NioStreamSocket open(SocketChannel channel) throws IOException {
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            NioStreamSocket socket = new NioStreamSocket(this, channel);
            socket.watch(readiness.watch(channel, socket));
            return socket;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    RdmaLoop loop() {
        return loop;
    }

    Readiness readiness() {
        return readiness;
    }

    /** Fills the loop's array of ranges from the front of a vector; returns how many there are. */
    int fillRanges(IoVector vector) {
        int count = Math.min(vector.count(), MAX_RANGES_PER_CALL);
        for (int i = 0; i < count; i++) {
            ranges[i] = vector.slab(i).view(i, vector.offsetBytes(i), vector.lengthBytes(i));
        }
        return count;
    }

    /** The array that {@link #fillRanges} filled. */
    ByteBuffer[] ranges() {
        return ranges;
    }
}
