package io.isere.rdma.iwarp;

import io.isere.rdma.net.ListenSocket;
import io.isere.rdma.net.StreamSocket;
import io.isere.rdma.verbs.ConnectionManager.ForeignHandler;
import io.isere.rdma.verbs.ConnectionManager.Listener;
import io.isere.rdma.verbs.ConnectionManager.RequestHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A listening port: each accepted socket goes through a {@link ResponderHandshake}. Those are bounded in number and in
 * time, so that peers which connect and say nothing cost only themselves.
 *
 * <p>Thread: its device's loop. Lifetime: until closed. Control path; allocates.
 */
final class IwarpListener implements Listener {
    private final IwarpDevice device;
    private final RequestHandler requests;
    private final @Nullable ForeignHandler foreign;
    private final Set<IwarpListener> siblings;
    private final Set<ResponderHandshake> pending = new LinkedHashSet<>();
    private @Nullable ListenSocket socket;

    IwarpListener(
            IwarpDevice device,
            RequestHandler requests,
            @Nullable ForeignHandler foreign,
            Set<IwarpListener> siblings) {
        this.device = device;
        this.requests = requests;
        this.foreign = foreign;
        this.siblings = siblings;
    }

    void open(InetSocketAddress address, int backlog) throws IOException {
        socket = device.sockets().listen(address, backlog, this::onAccept);
    }

    private void onAccept(StreamSocket accepted) {
        if (pending.size() >= device.options().maxPendingHandshakes()) {
            // The oldest has had the most time; an honest peer needs a round trip.
            pending.iterator().next().giveUp();
        }
        ResponderHandshake handshake = new ResponderHandshake(this, accepted);
        pending.add(handshake);
        handshake.start();
    }

    IwarpDevice device() {
        return device;
    }

    /** A handshake does not wait for its request any more. */
    void remove(ResponderHandshake handshake) {
        pending.remove(handshake);
    }

    void onRequest(IwarpConnectionRequest request) {
        try {
            requests.onRequest(request);
        } catch (Throwable e) {
            device.loop().reportUncaught("connect request handler of " + localAddress(), e);
            request.drop();
        }
    }

    /** Gives a socket that speaks something else away; nobody wants it when there is no handler. */
    void onForeign(StreamSocket stranger, ResponderHandshake handshake) {
        if (foreign == null) {
            stranger.close();
            return;
        }
        try {
            foreign.onForeign(stranger, handshake.receivedBytes());
        } catch (Throwable e) {
            device.loop().reportUncaught("foreign connection handler of " + localAddress(), e);
            stranger.close();
        }
    }

    @Override
    public InetSocketAddress localAddress() {
        if (socket == null) {
            throw new IllegalStateException("not listening");
        }
        return socket.localAddress();
    }

    @Override
    public void close() {
        siblings.remove(this);
        if (socket != null) {
            socket.close();
        }
        List.copyOf(pending).forEach(ResponderHandshake::giveUp);
    }
}
