package io.isere.vertx.impl;

import io.isere.rdma.verbs.ConnectionManager;
import io.isere.rdma.verbs.ConnectionRequest;
import io.isere.tcp.TcpLoginRefusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One portal of a target: listens, and deploys a {@link TargetConnectionVerticle} for every connect request, on whichever
 * loop Vert.x gives it. The connections are its children, so that undeploying the portal ends them.
 *
 * <p>Thread: the loop it was deployed on.
 */
final class TargetListenerVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(TargetListenerVerticle.class);
    private static final int BACKLOG = 128;

    private final TargetNode target;
    private final InetSocketAddress address;
    private ConnectionManager.@Nullable Listener listener;
    private final Set<TargetConnectionVerticle> connections = new HashSet<>();
    private boolean closing;

    TargetListenerVerticle(TargetNode target, InetSocketAddress address) {
        this.target = target;
        this.address = address;
    }

    @Override
    public Future<?> start() throws IOException {
        IsereLoop loop = IsereLoop.of(context, target.provider());
        listener = loop.device()
                .connectionManager()
                .listen(
                        address,
                        BACKLOG,
                        this::onRequest,
                        (socket, firstBytes) -> TcpLoginRefusal.start(
                                socket, firstBytes, loop.context().loop()));
        return Future.succeededFuture();
    }

    /** Where it listens, with the real port; after deployment. */
    InetSocketAddress localAddress() {
        ConnectionManager.Listener open = listener;
        return open == null ? address : open.localAddress();
    }

    /** Listens no more and closes every connection; any thread. Completes when the last connection's verticle is gone. */
    Future<Void> close() {
        Promise<Void> closed = Promise.promise();
        context.runOnContext(nothing -> {
            closeListener();
            Future.join(List.copyOf(connections).stream()
                            .map(TargetConnectionVerticle::close)
                            .toList())
                    .<Void>mapEmpty()
                    .onComplete(closed);
        });
        return closed.future();
    }

    @Override
    public Future<?> stop() {
        closeListener();
        return target.onPortalClosed(this);
    }

    private void closeListener() {
        closing = true;
        ConnectionManager.Listener open = listener;
        if (open != null) {
            open.close();
        }
    }

    /** Runs outside any Vert.x context; goes on in the verticle's own, so that what it deploys is its child. */
    private void onRequest(ConnectionRequest request) {
        context.runOnContext(nothing -> deployConnection(request));
    }

    private void deployConnection(ConnectionRequest request) {
        if (closing) {
            request.reject(new byte[0]);
            return;
        }
        TargetConnectionVerticle connection = new TargetConnectionVerticle(target, request);
        connections.add(connection);
        connection.gone().onComplete(gone -> context.runOnContext(nothing -> connections.remove(connection)));
        connection.deploy(vertx).onFailure(failure -> {
            LOG.warn("{}: no connection for {}: {}", target.name(), request.remoteAddress(), failure.toString());
            connections.remove(connection);
            request.reject(new byte[0]);
        });
    }
}
