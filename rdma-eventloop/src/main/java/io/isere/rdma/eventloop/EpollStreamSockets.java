package io.isere.rdma.eventloop;

import io.isere.rdma.net.DetachedSocket;
import io.isere.rdma.net.ListenSocket;
import io.isere.rdma.net.SocketErrors;
import io.isere.rdma.net.StreamSocket;
import io.isere.rdma.net.StreamSockets;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stream sockets in the epoll set of a Netty loop: native descriptors of Netty's own library, read from and written to
 * native addresses, with no channel and no pipeline between.
 *
 * <p>Thread: its loop. Control path; allocates.
 */
final class EpollStreamSockets implements StreamSockets {
    private final NettyRdmaLoop loop;
    private final IoVecArray ioVecs = new IoVecArray();

    EpollStreamSockets(NettyRdmaLoop loop) {
        this.loop = loop;
    }

    /** Whether a loop has an epoll set, on a platform whose {@code struct iovec} is the one this writes. */
    static boolean worksOn(IoEventLoop eventLoop) {
        return eventLoop.isCompatible(EpollIoHandle.class) && IoVecArray.isSupported();
    }

    @Override
    public ListenSocket listen(InetSocketAddress address, int backlog, Consumer<StreamSocket> onAccept)
            throws IOException {
        Socket socket = Socket.newSocketStream();
        try {
            socket.setReuseAddress(true);
            socket.bind(resolved(address));
            socket.listen(backlog);
            return new EpollListenSocket(this, socket, onAccept);
        } catch (IOException e) {
            Descriptors.closeQuietly(socket);
            throw SocketErrors.cannot("listen on", address, e);
        }
    }

    @Override
    public ConnectAttempt connect(InetSocketAddress remote, ConnectHandler handler) {
        EpollConnectAttempt attempt = new EpollConnectAttempt(this, remote, handler);
        attempt.start();
        return attempt;
    }

    @Override
    public StreamSocket adopt(DetachedSocket socket) throws IOException {
        if (!(socket instanceof EpollDetachedSocket detached)) {
            throw SocketErrors.foreignSocket(socket, "epoll");
        }
        return open(detached.take(), detached.remoteAddress());
    }

    /** Makes a stream socket of a connected descriptor; closes the descriptor when that fails. */
    EpollStreamSocket open(Socket socket, @Nullable InetSocketAddress remote) throws IOException {
        try {
            socket.setTcpNoDelay(true);
            InetSocketAddress local = socket.localAddress();
            if (local == null || remote == null) {
                throw new IOException("the connection ended before it was used");
            }
            EpollStreamSocket stream = new EpollStreamSocket(this, socket, local, remote);
            stream.registered(LoopRegistrations.register(loop, stream));
            return stream;
        } catch (IOException e) {
            Descriptors.closeQuietly(socket);
            throw e;
        }
    }

    static InetSocketAddress resolved(InetSocketAddress address) throws IOException {
        if (address.isUnresolved()) {
            throw new IOException("the name cannot be resolved");
        }
        return address;
    }

    NettyRdmaLoop loop() {
        return loop;
    }

    IoVecArray ioVecs() {
        return ioVecs;
    }
}
