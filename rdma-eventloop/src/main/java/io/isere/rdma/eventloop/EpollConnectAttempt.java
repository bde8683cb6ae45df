package io.isere.rdma.eventloop;

import io.isere.rdma.net.SocketErrors;
import io.isere.rdma.net.StreamSockets;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor that is connecting. When it is connected, it leaves the epoll set and enters it again as a stream socket.
 *
 * <p>Thread: its loop. Control path; allocates.
 */
final class EpollConnectAttempt implements StreamSockets.ConnectAttempt, EpollIoHandle {
    private final EpollStreamSockets sockets;
    private final InetSocketAddress remote;
    private final StreamSockets.ConnectHandler handler;
    private final Socket socket = Socket.newSocketStream();
    private @Nullable IoRegistration registration;
    private boolean ended;

    EpollConnectAttempt(EpollStreamSockets sockets, InetSocketAddress remote, StreamSockets.ConnectHandler handler) {
        this.sockets = sockets;
        this.remote = remote;
        this.handler = handler;
    }

    /** Begins; whatever the outcome, the handler hears of it in a later turn only. */
    void start() {
        try {
            socket.setTcpNoDelay(true);
            boolean connected = socket.connect(EpollStreamSockets.resolved(remote));
            if (connected) {
                sockets.loop().execute(this::finish);
            } else {
                registration = LoopRegistrations.register(sockets.loop(), this);
                registration.submit(EpollIoOps.EPOLLOUT);
            }
        } catch (IOException e) {
            sockets.loop().execute(() -> fail(e));
        }
    }

    @Override
    public FileDescriptor fd() {
        return socket;
    }

    @Override
    public void handle(IoRegistration readyRegistration, IoEvent event) {
        finish();
    }

    private void finish() {
        if (ended) {
            return;
        }
        EpollStreamSocket stream;
        try {
            if (!socket.finishConnect()) {
                return;
            }
            unregister();
            stream = sockets.open(socket, remote);
        } catch (IOException e) {
            fail(e);
            return;
        }
        ended = true;
        try {
            handler.onConnected(stream);
        } catch (Throwable t) {
            sockets.loop().reportUncaught("connect handler for " + remote, t);
        }
    }

    private void fail(IOException cause) {
        if (ended) {
            return;
        }
        cancel();
        try {
            handler.onFailed(SocketErrors.cannot("connect to", remote, cause));
        } catch (Throwable t) {
            sockets.loop().reportUncaught("connect handler for " + remote, t);
        }
    }

    @Override
    public void cancel() {
        if (ended) {
            return;
        }
        ended = true;
        unregister();
        Descriptors.closeQuietly(socket);
    }

    private void unregister() {
        if (registration != null) {
            registration.cancel();
        }
    }

    /** Netty's word for the end of the loop. */
    @Override
    public void close() {
        cancel();
    }
}
