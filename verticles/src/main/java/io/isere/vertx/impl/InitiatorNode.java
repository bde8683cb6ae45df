package io.isere.vertx.impl;

import io.isere.iscsi.initiator.InitiatorConnection;
import io.isere.iscsi.initiator.InitiatorSettings;
import io.isere.iscsi.initiator.ReopenPolicy;
import io.isere.iscsi.text.TargetRecord;
import io.isere.vertx.IsereInitiator;
import io.isere.vertx.IsereInitiatorOptions;
import io.isere.vertx.IsereSession;
import io.isere.vertx.IsereTransport;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An initiator: what its verticles share, and their deployment. Any thread; control path only.
 */
public final class InitiatorNode implements IsereInitiator {
    private final Vertx vertx;
    private final InitiatorTransports transports;
    private final InitiatorSettings settings;
    private final ReopenPolicy reopenPolicy;
    private final Set<IsereSession> sessions = ConcurrentHashMap.newKeySet();
    private final AtomicInteger logins = new AtomicInteger();

    private InitiatorNode(Vertx vertx, IsereInitiatorOptions options) {
        this.vertx = HomeVertx.of(vertx);
        transports = InitiatorTransports.of(options);
        settings = options.settings();
        reopenPolicy = options.reopenPolicy();
    }

    /** Makes it; see {@link IsereInitiator#create}. */
    public static InitiatorNode create(Vertx vertx, IsereInitiatorOptions options) {
        IscsiNames.require(options.name(), "initiator");
        return new InitiatorNode(vertx, options);
    }

    @Override
    public Future<IsereSession> login(String targetName, String portal) {
        return HomeVertx.call(() -> resolve(portal)
                .compose(
                        remote -> transports.tryEach(over -> login(targetName, HostPort.parse(portal), over), remote)));
    }

    private Future<InetSocketAddress> resolve(String portal) {
        try {
            return HostPort.parse(portal).resolve(vertx);
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(e);
        }
    }

    private Future<IsereSession> login(String targetName, HostPort portal, IsereTransport over) {
        InitiatorConnectionVerticle connection = new InitiatorConnectionVerticle(
                transports, over, settingsOfNextSession(), reopenPolicy, portal, targetName);
        return connection.deploy(vertx).map(nothing -> {
            Session session = connection.session();
            sessions.add(session);
            session.ended().onComplete(ended -> sessions.remove(session));
            return session;
        });
    }

    /** Each session has an ISID of its own: a login with one that is in use would end the older session. */
    private InitiatorSettings settingsOfNextSession() {
        return settings.withIsid(
                (settings.isid() & ~0xffffL) | ((settings.isid() + logins.getAndIncrement()) & 0xffffL));
    }

    @Override
    public Future<List<TargetRecord>> discover(String portal) {
        return HomeVertx.call(() ->
                resolve(portal).compose(remote -> transports.tryEach(over -> discover(remote, over), remote)));
    }

    @Override
    public Future<List<TargetRecord>> discoverByIsns(String server) {
        try {
            IsnsClient client = new IsnsClient(vertx, server);
            return HomeVertx.call(() -> client.discover(settings.initiatorName()));
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(e);
        }
    }

    private Future<List<TargetRecord>> discover(InetSocketAddress remote, IsereTransport over) {
        Promise<List<TargetRecord>> answer = ((VertxInternal) vertx).promise();
        ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
        context.runOnContext(nothing -> {
            IsereLoop loop = IsereLoop.of(context, transports.provider().toward(remote));
            InitiatorConnection.discover(
                            loop.context(), settingsOfNextSession(), transports.connector(loop, over), remote)
                    .onComplete(answer);
        });
        return answer.future();
    }

    @Override
    public Future<Void> close() {
        return HomeVertx.call(() -> Future.join(
                        List.copyOf(sessions).stream().map(IsereSession::close).toList())
                .mapEmpty());
    }
}
