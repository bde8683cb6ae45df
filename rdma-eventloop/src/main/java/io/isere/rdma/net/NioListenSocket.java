package io.isere.rdma.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/**
 * A listening channel: accepts what waits, a few at a time so that it cannot keep the loop to itself.
 *
 * <p>Thread: its loop. Control path; allocates.
 */
final class NioListenSocket implements ListenSocket, Readiness.ReadyHandler {
    private static final int MAX_ACCEPTS_PER_TURN = 16;
    /** How long to leave the backlog alone when the system has no descriptor left for another connection. */
    private static final long PAUSE_AFTER_ERROR_NS = 100_000_000;

    private final NioStreamSockets sockets;
    private final ServerSocketChannel channel;
    private final Consumer<StreamSocket> onAccept;
    private final InetSocketAddress localAddress;
    private final Readiness.Watch watch;

    NioListenSocket(NioStreamSockets sockets, ServerSocketChannel channel, Consumer<StreamSocket> onAccept)
            throws IOException {
        this.sockets = sockets;
        this.channel = channel;
        this.onAccept = onAccept;
        this.localAddress = (InetSocketAddress) channel.getLocalAddress();
        this.watch = sockets.readiness().watch(channel, this);
        watch.interest(SelectionKey.OP_ACCEPT);
    }

    @Override
    public boolean onReady(int ops) {
        int accepted = 0;
        while (accepted < MAX_ACCEPTS_PER_TURN && acceptOne()) {
            accepted++;
        }
        return accepted > 0;
    }

    private boolean acceptOne() {
        try {
            SocketChannel accepted = channel.isOpen() ? channel.accept() : null;
            if (accepted == null) {
                return false;
            }
            onAccept.accept(sockets.open(accepted));
            return true;
        } catch (IOException e) {
            sockets.loop().reportUncaught("accepting on " + localAddress, e);
            pause();
            return false;
        } catch (RuntimeException | Error e) {
            sockets.loop().reportUncaught("accept handler of " + localAddress, e);
            return true;
        }
    }

    private void pause() {
        watch.interest(0);
        sockets.loop().schedule(PAUSE_AFTER_ERROR_NS, this::resume);
    }

    private void resume() {
        if (channel.isOpen()) {
            watch.interest(SelectionKey.OP_ACCEPT);
        }
    }

    @Override
    public void onLoopEnd() {
        close();
    }

    @Override
    public InetSocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public void close() {
        watch.cancel();
        NioChannels.closeQuietly(channel);
    }
}
