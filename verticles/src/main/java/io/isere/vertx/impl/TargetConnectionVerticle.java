package io.isere.vertx.impl;

import io.isere.iscsi.target.TargetConnection;
import io.isere.rdma.verbs.ConnectionRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a target, from its connect request to the return of its last resource.
 *
 * <p>Thread: the loop it was deployed on, which owns the connection. Lifetime: deployed by the listener for a request,
 * undeployed when the connection has ended or the target closes.
 */
final class TargetConnectionVerticle extends VerticleBase {
    /** How long commands under way may take to end before their connection is closed under them. */
    private static final long DRAIN_NS = 2_000_000_000L;
    /** How long a connection may take to close before its verticle goes without it. */
    private static final long CLOSE_NS = 5_000_000_000L;

    private static final long LOOK_EVERY_MS = 5;

    private final TargetNode target;
    private final ConnectionRequest request;
    private final Promise<Void> ended = Promise.promise();
    private @Nullable TargetConnection connection;

    TargetConnectionVerticle(TargetNode target, ConnectionRequest request) {
        this.target = target;
        this.request = request;
    }

    /** Completes when the connection has ended and given everything back. */
    Future<Void> ended() {
        return ended.future();
    }

    @Override
    public Future<?> start() {
        IsereLoop loop = IsereLoop.of(context, target.provider());
        connection = target.server()
                .accept(
                        loop.context(),
                        loop.connector(target.iserOptions()).pending(request),
                        () -> ended.tryComplete());
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        TargetConnection open = connection;
        if (open != null && !ended.future().isComplete()) {
            drain(open, System.nanoTime() + DRAIN_NS);
            vertx.setTimer(CLOSE_NS / 1_000_000, timer -> ended.tryComplete());
        }
        return ended.future();
    }

    private void drain(TargetConnection open, long deadlineNs) {
        if (open.activeTasks() == 0 || System.nanoTime() - deadlineNs >= 0) {
            open.close();
        } else {
            vertx.setTimer(LOOK_EVERY_MS, timer -> drain(open, deadlineNs));
        }
    }
}
