package io.isere.rdma.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import org.jspecify.annotations.Nullable;

/**
 * A channel that is connecting. When it is connected, its watch passes on to the stream socket.
 *
 * <p>Thread: its loop. Control path; allocates.
 */
final class NioConnectAttempt implements StreamSockets.ConnectAttempt, Readiness.ReadyHandler {
    private final NioStreamSockets sockets;
    private final InetSocketAddress remote;
    private final StreamSockets.ConnectHandler handler;
    private @Nullable SocketChannel channel;
    private Readiness.@Nullable Watch watch;
    private boolean ended;

    NioConnectAttempt(NioStreamSockets sockets, InetSocketAddress remote, StreamSockets.ConnectHandler handler) {
        this.sockets = sockets;
        this.remote = remote;
        this.handler = handler;
    }

    /** Begins; whatever the outcome, the handler hears of it in a later turn only. */
    void start() {
        try {
            SocketChannel opened = SocketChannel.open();
            channel = opened;
            opened.configureBlocking(false);
            opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
            boolean connected = opened.connect(remote);
            watch = sockets.readiness().watch(opened, this);
            if (connected) {
                sockets.loop().execute(this::finish);
            } else {
                watch.interest(SelectionKey.OP_CONNECT);
            }
        } catch (IOException | UnresolvedAddressException | UnsupportedAddressTypeException e) {
            sockets.loop().execute(() -> fail(e));
        }
    }

    @Override
    public boolean onReady(int ops) {
        finish();
        return ended;
    }

    private void finish() {
        SocketChannel connecting = channel;
        Readiness.Watch connectingWatch = watch;
        if (ended || connecting == null || connectingWatch == null) {
            return;
        }
        NioStreamSocket socket;
        try {
            if (!connecting.finishConnect()) {
                return;
            }
            connectingWatch.interest(0);
            socket = new NioStreamSocket(sockets, connecting);
        } catch (IOException e) {
            fail(e);
            return;
        }
        ended = true;
        connectingWatch.handler(socket);
        socket.watch(connectingWatch);
        try {
            handler.onConnected(socket);
        } catch (RuntimeException | Error e) {
            sockets.loop().reportUncaught("connect handler for " + remote, e);
        }
    }

    private void fail(Exception cause) {
        if (ended) {
            return;
        }
        cancel();
        try {
            handler.onFailed(SocketErrors.cannot("connect to", remote, cause));
        } catch (RuntimeException | Error e) {
            sockets.loop().reportUncaught("connect handler for " + remote, e);
        }
    }

    @Override
    public void onLoopEnd() {
        cancel();
    }

    @Override
    public void cancel() {
        if (ended) {
            return;
        }
        ended = true;
        if (watch != null) {
            watch.cancel();
        }
        if (channel != null) {
            NioChannels.closeQuietly(channel);
        }
    }
}
