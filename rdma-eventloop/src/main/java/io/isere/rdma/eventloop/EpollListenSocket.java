package io.isere.rdma.eventloop;

import io.isere.rdma.net.ListenSocket;
import io.isere.rdma.net.StreamSocket;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.NativeInetAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/**
 * A listening descriptor, level-triggered: accepts a few connections at a time so that it cannot keep the loop to itself.
 *
 * <p>Thread: its loop. Control path; allocates.
 */
final class EpollListenSocket implements ListenSocket, EpollIoHandle {
    private static final int MAX_ACCEPTS_PER_TURN = 16;
    private static final int NONE_WAITS = -1;
    /** How long to leave the backlog alone when the system has no descriptor left for another connection. */
    private static final long PAUSE_AFTER_ERROR_NS = 100_000_000;
    /** Length, address (16 bytes), scope and port (4 bytes each), and a spare byte: as Netty's accept fills it. */
    private static final int PEER_ADDRESS_BYTES = 26;

    private final EpollStreamSockets sockets;
    private final Socket socket;
    private final Consumer<StreamSocket> onAccept;
    private final InetSocketAddress localAddress;
    private final byte[] peerAddress = new byte[PEER_ADDRESS_BYTES];
    private final IoRegistration registration;

    EpollListenSocket(EpollStreamSockets sockets, Socket socket, Consumer<StreamSocket> onAccept) throws IOException {
        this.sockets = sockets;
        this.socket = socket;
        this.onAccept = onAccept;
        this.localAddress = socket.localAddress();
        this.registration = LoopRegistrations.register(sockets.loop(), this);
        registration.submit(EpollIoOps.EPOLLIN);
    }

    @Override
    public FileDescriptor fd() {
        return socket;
    }

    @Override
    public void handle(IoRegistration readyRegistration, IoEvent event) {
        int accepted = 0;
        while (accepted < MAX_ACCEPTS_PER_TURN && socket.isOpen() && acceptOne()) {
            accepted++;
        }
    }

    private boolean acceptOne() {
        try {
            int accepted = socket.accept(peerAddress);
            if (accepted == NONE_WAITS) {
                return false;
            }
            InetSocketAddress peer = NativeInetAddress.address(peerAddress, 1, peerAddress[0]);
            onAccept.accept(sockets.open(new Socket(accepted), peer));
            return true;
        } catch (IOException e) {
            sockets.loop().reportUncaught("accepting on " + localAddress, e);
            pause();
            return false;
        } catch (Throwable t) {
            sockets.loop().reportUncaught("accept handler of " + localAddress, t);
            return true;
        }
    }

    private void pause() {
        registration.submit(EpollIoOps.NONE);
        sockets.loop().schedule(PAUSE_AFTER_ERROR_NS, () -> registration.submit(EpollIoOps.EPOLLIN));
    }

    @Override
    public InetSocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public void close() {
        registration.cancel();
        Descriptors.closeQuietly(socket);
    }
}
