package io.isere.iscsi.initiator;

import io.isere.datamover.LoopContext;
import io.isere.datamover.TransportConnector;
import io.isere.iscsi.login.LoginRetry;
import io.isere.iscsi.text.TargetAddress;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt to log in, wherever the target sends it: look the portal up, connect, log in, follow redirections.
 *
 * <p>Thread: the loop. Used once.
 */
final class LoginAttempt {
    private static final Logger LOG = LoggerFactory.getLogger(LoginAttempt.class);
    /** Targets that send an initiator round in circles are not followed for ever. */
    private static final int MAX_REDIRECTIONS = 8;

    private final SessionPlace place;
    private final SessionOwner owner;
    private final Promise<InitiatorSession> done = Promise.promise();
    private TargetAddress portal;
    private int redirections;
    private @Nullable TargetAddress movedTo;
    private @Nullable InitiatorConnection connection;
    private boolean abandoned;

    /**
     * Where a session is and how it is reached, the same for every attempt.
     *
     * @param portal where its target was found
     */
    record SessionPlace(
            LoopContext context,
            InitiatorSettings settings,
            TransportConnector connector,
            PortalResolver resolver,
            TargetAddress portal,
            String targetName) {
        SessionPlace at(TargetAddress other) {
            return new SessionPlace(context, settings, connector, resolver, other, targetName);
        }
    }

    LoginAttempt(SessionPlace place, SessionOwner owner) {
        this.place = place;
        this.owner = owner;
        portal = place.portal();
    }

    /** Begins; the future completes on the loop. */
    Future<InitiatorSession> start() {
        lookUp();
        return done.future();
    }

    private void lookUp() {
        place.resolver()
                .resolve(portal)
                .onComplete(address -> place.context().loop().execute(() -> onLookedUp(address)));
    }

    private void onLookedUp(AsyncResult<InetSocketAddress> address) {
        if (abandoned) {
            return;
        }
        if (address.failed()) {
            done.fail(IscsiLoginException.unanswered(
                    "cannot reach " + portal + ": " + address.cause().getMessage(), true));
            return;
        }
        InitiatorConnection attempt = InitiatorConnection.start(
                place.context(), place.settings(), place.connector(), address.result(), place.targetName(), owner);
        connection = attempt;
        attempt.session().onSuccess(done::tryComplete).onFailure(this::onFailed);
    }

    private void onFailed(Throwable failure) {
        if (failure instanceof IscsiLoginException login
                && login.retry() == LoginRetry.ELSEWHERE
                && !login.redirections().isEmpty()
                && redirections++ < MAX_REDIRECTIONS
                && !abandoned) {
            portal = login.redirections().get(0);
            if (login.movedPermanently()) {
                movedTo = portal;
            }
            LOG.info("{} is at {} now", place.targetName(), portal);
            lookUp();
        } else {
            done.tryFail(failure);
        }
    }

    /** Where the target has moved to for ever; null: it has not. */
    @Nullable
    TargetAddress movedTo() {
        return movedTo;
    }

    /** Stops it; completes when nothing of it is left. */
    Future<Void> abandon(String reason) {
        abandoned = true;
        InitiatorConnection open = connection;
        done.tryFail(IscsiLoginException.givenUp(reason));
        if (open == null) {
            return Future.succeededFuture();
        }
        open.abandon(reason);
        return open.ended();
    }
}
