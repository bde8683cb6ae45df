package io.isere.vertx.impl;

import io.isere.iscsi.initiator.InitiatorConnection;
import io.isere.iscsi.initiator.InitiatorSession;
import io.isere.iscsi.initiator.InitiatorSettings;
import io.isere.vertx.IsereTransport;
import io.vertx.core.Future;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One session of an initiator with its connection. Deployed by a login: the deployment fails when the login does.
 *
 * <p>Thread: the loop it was deployed on.
 */
final class InitiatorConnectionVerticle extends ConnectionVerticle {
    private final InitiatorTransports transports;
    private final IsereTransport over;
    private final InitiatorSettings settings;
    private final InetSocketAddress remote;
    private final String targetName;
    private @Nullable Session session;

    InitiatorConnectionVerticle(
            InitiatorTransports transports,
            IsereTransport over,
            InitiatorSettings settings,
            InetSocketAddress remote,
            String targetName) {
        this.transports = transports;
        this.over = over;
        this.settings = settings;
        this.remote = remote;
        this.targetName = targetName;
    }

    /** The session; after deployment. */
    Session session() {
        return Objects.requireNonNull(session, "not logged in yet");
    }

    @Override
    public Future<?> start() {
        IsereLoop loop = IsereLoop.of(context, transports.provider());
        return InitiatorConnection.login(loop.context(), settings, transports.connector(loop, over), remote, targetName)
                .onSuccess(engineSession -> onLogin(engineSession, loop));
    }

    private void onLogin(InitiatorSession engineSession, IsereLoop loop) {
        session = new Session(engineSession, loop.context(), targetName, gone());
        engineSession.ended().onComplete(nothing -> onEnded());
    }

    @Override
    public Future<?> stop() {
        Session open = session;
        return open == null ? Future.succeededFuture() : open.logoutOnLoop();
    }
}
