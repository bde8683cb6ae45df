package io.isere.rdma.iwarp;

import io.isere.rdma.iwarp.mpa.MpaFrameReader;
import io.isere.rdma.iwarp.mpa.MpaNegotiation;
import io.isere.rdma.iwarp.mpa.MpaSetup;
import io.isere.rdma.loop.LoopTimer;
import io.isere.rdma.net.SocketListener;
import io.isere.rdma.net.StreamSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * Waits for the MPA request of an accepted socket (RFC 5044 section 7.1.2, rules 2, 8 and 10) and makes a connect request
 * of it.
 *
 * <p>Thread: the listener's loop. Lifetime: until the request is there, or the time is up. Control path; allocates.
 */
final class ResponderHandshake implements SocketListener {
    private final IwarpListener listener;
    private final StreamSocket socket;
    private final MpaFrameReader reader = new MpaFrameReader(true);
    private final LoopTimer timer;
    private boolean over;

    ResponderHandshake(IwarpListener listener, StreamSocket socket) {
        this.listener = listener;
        this.socket = socket;
        IwarpDevice device = listener.device();
        this.timer = device.loop().schedule(device.options().requestTimeoutNs(), this::giveUp);
    }

    void start() {
        socket.listener(this);
        onReadable();
    }

    @Override
    public void onReadable() {
        if (over) {
            return;
        }
        switch (reader.read(socket)) {
            case INCOMPLETE -> {}
            case COMPLETE -> {
                leave();
                complete(reader.setup());
            }
            case FOREIGN -> {
                leave();
                listener.onForeign(socket, this);
            }
            default -> giveUp();
        }
    }

    @Override
    public void onWritable() {
        // It writes nothing.
    }

    private void complete(MpaSetup request) {
        if (!MpaNegotiation.isRevisionKnown(request)) {
            socket.close();
            return;
        }
        InetSocketAddress remote = socket.remoteAddress();
        InetSocketAddress local = socket.localAddress();
        IwarpConnectionRequest connecting =
                new IwarpConnectionRequest(listener.device(), socket.detach(), request, remote, local);
        if (request.markers()) {
            // As siw: markers are refused with a rejection that says nothing more.
            connecting.reject(new byte[0]);
        } else {
            listener.onRequest(connecting);
        }
    }

    /** What a stranger sent. */
    ByteBuffer receivedBytes() {
        return reader.received();
    }

    /** Ends it without an answer. */
    void giveUp() {
        if (!over) {
            leave();
            socket.close();
        }
    }

    private void leave() {
        over = true;
        timer.cancel();
        listener.remove(this);
    }
}
