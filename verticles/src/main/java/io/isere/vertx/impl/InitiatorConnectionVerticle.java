package io.isere.vertx.impl;

import io.isere.iscsi.initiator.InitiatorSettings;
import io.isere.iscsi.initiator.PortalResolver;
import io.isere.iscsi.initiator.RecoveringSession;
import io.isere.iscsi.initiator.ReopenPolicy;
import io.isere.iscsi.text.TargetAddress;
import io.isere.vertx.IsereTransport;
import io.vertx.core.Future;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One session of an initiator with its connections, one after another. Deployed by a login: the deployment fails when the
 * login does.
 *
 * <p>Thread: the loop it was deployed on.
 */
final class InitiatorConnectionVerticle extends ConnectionVerticle {
    private final InitiatorTransports transports;
    private final IsereTransport over;
    private final InitiatorSettings settings;
    private final ReopenPolicy reopenPolicy;
    private final HostPort portal;
    private final String targetName;
    private @Nullable Session session;

    InitiatorConnectionVerticle(
            InitiatorTransports transports,
            IsereTransport over,
            InitiatorSettings settings,
            ReopenPolicy reopenPolicy,
            HostPort portal,
            String targetName) {
        this.transports = transports;
        this.over = over;
        this.settings = settings;
        this.reopenPolicy = reopenPolicy;
        this.portal = portal;
        this.targetName = targetName;
    }

    /** The session; after deployment. */
    Session session() {
        return Objects.requireNonNull(session, "not logged in yet");
    }

    @Override
    public Future<?> start() {
        // Names are looked up for every attempt: a target that moved may have another address.
        PortalResolver resolver = address -> new HostPort(address.host(), address.port()).resolve(vertx);
        return provider().compose(provider -> open(IsereLoop.of(context, provider), resolver));
    }

    private Future<ChosenProvider> provider() {
        ProviderChoice choice = transports.provider();
        return choice.isByAddress()
                ? portal.resolve(vertx).map(choice::toward)
                : Future.succeededFuture(choice.regardless());
    }

    private Future<?> open(IsereLoop loop, PortalResolver resolver) {
        return RecoveringSession.open(
                        loop.context(),
                        settings,
                        transports.connector(loop, over),
                        resolver,
                        new TargetAddress(portal.host(), portal.port(), TargetAddress.NO_TAG),
                        targetName,
                        reopenPolicy,
                        new SplittableRandom())
                .onSuccess(engineSession -> onLogin(engineSession, loop));
    }

    private void onLogin(RecoveringSession engineSession, IsereLoop loop) {
        session = new Session(engineSession, loop.context(), targetName, settings.queueDepth(), gone());
        engineSession.ended().onComplete(nothing -> onEnded());
    }

    @Override
    public Future<?> stop() {
        Session open = session;
        return open == null ? Future.succeededFuture() : open.logoutOnLoop();
    }
}
