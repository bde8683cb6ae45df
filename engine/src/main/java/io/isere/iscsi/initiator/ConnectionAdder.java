package io.isere.iscsi.initiator;

import io.isere.iscsi.login.LoginRetry;
import io.isere.rdma.loop.LoopTimer;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees that a session has its connection of one CID: adds it after the first login, and again, after a pause, whenever it
 * was lost while others keep the session up. Pauses grow as {@link Backoff} has it; a target that says no for good is
 * asked no more.
 *
 * <p>Thread: the session's loop. Lifetime: the session's. Control path.
 */
final class ConnectionAdder {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionAdder.class);

    private final InitiatorSession session;
    private final int cid;
    private final Backoff backoff;
    private @Nullable LoopTimer timer;
    private @Nullable InitiatorConnection attempt;
    private boolean stopped;

    ConnectionAdder(InitiatorSession session, int cid, Backoff backoff) {
        this.session = session;
        this.cid = cid;
        this.backoff = backoff;
    }

    /** Adds it, in {@code leastNs} at the earliest. */
    void add(long leastNs) {
        if (!stopped && timer == null && attempt == null) {
            timer = session.loop().schedule(backoff.nextNs(leastNs), this::begin);
        }
    }

    private void begin() {
        timer = null;
        InitiatorConnection sibling = session.anyConnection();
        if (stopped || sibling == null) {
            return;
        }
        InitiatorConnection joining = InitiatorConnection.join(session, sibling, cid);
        attempt = joining;
        joining.loggedIn().onSuccess(nothing -> onAdded()).onFailure(failure -> onFailed(joining, failure));
    }

    private void onAdded() {
        attempt = null;
        backoff.reset();
    }

    private void onFailed(InitiatorConnection failed, Throwable failure) {
        boolean worthIt = failure instanceof IscsiLoginException login
                && (login.retry() == LoginRetry.LATER || login.retry() == LoginRetry.WHEN_REOPENING);
        LOG.info("{}: connection {} is not added{}: {}", session, cid, worthIt ? " now" : "", failure.getMessage());
        failed.ended().onComplete(nothing -> {
            attempt = null;
            if (worthIt) {
                add(0);
            }
        });
    }

    /** Adds nothing any more; completes when nothing of an attempt is left. */
    Future<Void> stop(String reason) {
        stopped = true;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        InitiatorConnection open = attempt;
        if (open == null) {
            return Future.succeededFuture();
        }
        open.abandon(reason);
        return open.ended();
    }
}
