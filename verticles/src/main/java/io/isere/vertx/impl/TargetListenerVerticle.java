package io.isere.vertx.impl;

import io.isere.rdma.loop.RdmaLoop;
import io.isere.rdma.net.StreamSocket;
import io.isere.rdma.verbs.ConnectionManager;
import io.isere.rdma.verbs.ConnectionRequest;
import io.isere.tcp.TcpConnector;
import io.isere.tcp.TcpFirstHeader;
import io.isere.tcp.TcpLoginRefusal;
import io.isere.vertx.IsereTransport;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One portal of a target: listens for iSER and for plain iSCSI on one port, and deploys a
 * {@link TargetConnectionVerticle} for every connection, on whichever loop Vert.x gives it. The connections are its children, so that undeploying the portal ends them.
 *
 * <p>Thread: the loop it was deployed on.
 */
final class TargetListenerVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(TargetListenerVerticle.class);
    private static final int BACKLOG = 128;

    private final TargetNode target;
    private final InetSocketAddress address;
    private final int portalGroupTag;
    private ConnectionManager.@Nullable Listener listener;
    private final Set<TargetConnectionVerticle> connections = new HashSet<>();
    private @Nullable ChosenProvider provider;
    private boolean closing;

    TargetListenerVerticle(TargetNode target, InetSocketAddress address, int portalGroupTag) {
        this.target = target;
        this.address = address;
        this.portalGroupTag = portalGroupTag;
    }

    @Override
    public Future<?> start() throws IOException {
        ChosenProvider chosen = target.provider().at(address.getAddress());
        provider = chosen;
        IsereLoop loop = IsereLoop.of(context, chosen);
        listener = loop.device()
                .connectionManager()
                .listen(
                        address,
                        BACKLOG,
                        this::onRequest,
                        (socket, firstBytes) ->
                                onForeign(socket, firstBytes, loop.context().loop()));
        return Future.succeededFuture();
    }

    private ChosenProvider provider() {
        return Objects.requireNonNull(provider, "not started");
    }

    int portalGroupTag() {
        return portalGroupTag;
    }

    /** Where it listens, with the real port; after deployment. */
    InetSocketAddress localAddress() {
        ConnectionManager.Listener open = listener;
        return open == null ? address : open.localAddress();
    }

    /**
     * Listens no more and closes every connection; any thread. Completes when the last connection's verticle is gone.
     *
     * @param logoutSeconds how long initiators are given to log out by themselves
     */
    Future<Void> close(int logoutSeconds) {
        Promise<Void> closed = Promise.promise();
        context.runOnContext(nothing -> {
            closeListener();
            Future.join(List.copyOf(connections).stream()
                            .map(connection -> connection.close(logoutSeconds))
                            .toList())
                    .<Void>mapEmpty()
                    .onComplete(closed);
        });
        return closed.future();
    }

    @Override
    public Future<?> stop() {
        closeListener();
        return target.onPortalStopped(this);
    }

    private void closeListener() {
        closing = true;
        ConnectionManager.Listener open = listener;
        if (open != null) {
            open.close();
        }
    }

    /** Runs outside any Vert.x context; goes on in the verticle's own, so that what it deploys is its child. */
    private void onArrival(Arrival arrival) {
        context.runOnContext(nothing -> deployConnection(arrival));
    }

    private void onRequest(ConnectionRequest request) {
        Arrival arrival = new Arrival.Iser(request, target.iserOptions());
        if (target.serves(IsereTransport.ISER)) {
            onArrival(arrival);
        } else {
            LOG.warn(
                    "{}: iSER connection refused: this target serves iSCSI over TCP only (transport tcp)",
                    request.remoteAddress());
            arrival.reject();
        }
    }

    /** A connection that begins with no MPA request. */
    private void onForeign(StreamSocket socket, ByteBuffer firstBytes, RdmaLoop loop) {
        if (target.serves(IsereTransport.TCP) && TcpConnector.isLogin(firstBytes)) {
            TcpFirstHeader.await(
                    socket,
                    firstBytes,
                    loop,
                    target.server().settings().loginTimeoutNs(),
                    header -> onArrival(Arrival.Tcp.of(socket, header, target.tcpOptions())));
        } else {
            TcpLoginRefusal.start(socket, firstBytes, loop);
        }
    }

    private void deployConnection(Arrival arrival) {
        if (closing) {
            arrival.reject();
            return;
        }
        TargetConnectionVerticle connection = new TargetConnectionVerticle(target, provider(), arrival, portalGroupTag);
        connections.add(connection);
        connection.gone().onComplete(gone -> context.runOnContext(nothing -> connections.remove(connection)));
        connection.deploy(vertx).onFailure(failure -> {
            LOG.warn("{}: no connection for {}: {}", localAddress(), arrival.remoteAddress(), failure.toString());
            connections.remove(connection);
            arrival.reject();
        });
    }
}
