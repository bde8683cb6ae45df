package io.isere.vertx.impl;

import io.isere.iscsi.target.TargetConnection;
import io.isere.rdma.loop.RdmaLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a target, from its arrival at a portal to the return of its last resource. Deployed by the portal's
 * {@link TargetListenerVerticle}.
 *
 * <p>Thread: the loop it was deployed on, which need not be the portal's. The connection lives there too, unless it joins a
 * session, whose connections are all on the loop of the first.
 */
final class TargetConnectionVerticle extends ConnectionVerticle {
    /** How long commands under way may take to end before their connection is closed under them. */
    private static final long DRAIN_NS = 2_000_000_000L;
    /** How long a connection may take to close before its verticle goes without it. */
    private static final long CLOSE_MS = 5_000;

    private static final long LOOK_EVERY_MS = 5;

    private final TargetNode target;
    private final ChosenProvider provider;
    private final Arrival arrival;
    private final int portalGroupTag;
    private volatile @Nullable TargetConnection connection;
    private boolean closing;

    TargetConnectionVerticle(TargetNode target, ChosenProvider provider, Arrival arrival, int portalGroupTag) {
        this.target = target;
        this.provider = provider;
        this.arrival = arrival;
        this.portalGroupTag = portalGroupTag;
    }

    @Override
    public Future<?> start() throws IOException {
        RdmaLoop toJoin = arrival.loopToJoin(target.server());
        IsereLoop sessions = toJoin == null ? null : IsereLoop.at(toJoin, provider);
        if (toJoin == null || sessions == null) {
            acceptOn(IsereLoop.of(context, provider));
            return Future.succeededFuture();
        }
        Promise<Void> accepted = Promise.promise();
        toJoin.execute(() -> {
            try {
                acceptOn(sessions);
                accepted.complete();
            } catch (IOException e) {
                accepted.fail(e);
            }
        });
        return accepted.future();
    }

    private void acceptOn(IsereLoop loop) throws IOException {
        connection = target.server().accept(loop.context(), arrival.on(loop), portalGroupTag, this::onEnded);
    }

    /**
     * Asks the initiator to log out; when it has not in time, lets commands under way end and closes the connection. Any
     * thread.
     *
     * @param logoutSeconds how long it is given; 0: it is not asked
     * @return when the verticle is gone
     */
    Future<Void> close(int logoutSeconds) {
        context.runOnContext(nothing -> {
            TargetConnection open = connection;
            if (logoutSeconds > 0 && open != null) {
                open.requestLogout(logoutSeconds);
                vertx.setTimer(logoutSeconds * 1_000L, timer -> beginClose());
            } else {
                beginClose();
            }
        });
        return gone();
    }

    @Override
    public Future<?> stop() {
        beginClose();
        return ended();
    }

    private void beginClose() {
        TargetConnection open = connection;
        if (!closing && open != null && !ended().isComplete()) {
            closing = true;
            drain(open, System.nanoTime() + DRAIN_NS);
            vertx.setTimer(CLOSE_MS, timer -> onEnded());
        }
    }

    private void drain(TargetConnection open, long deadlineNs) {
        if (open.activeTasks() == 0 || System.nanoTime() - deadlineNs >= 0) {
            open.close();
        } else {
            vertx.setTimer(LOOK_EVERY_MS, timer -> drain(open, deadlineNs));
        }
    }
}
