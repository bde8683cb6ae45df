package io.isere.vertx.impl;

import io.isere.iscsi.isns.IsnsMessage;
import io.isere.iscsi.isns.IsnsRequests;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an entity, which is a target or several, registered with an iSNS server from its start to its end. A server that is away costs warnings, and
 * nothing else: the registration is tried again. Any thread; control path only.
 */
final class IsnsRegistration {
    private static final Logger LOG = LoggerFactory.getLogger(IsnsRegistration.class);
    private static final long RETRY_MS = 30_000;
    private static final long MIN_RENEWAL_MS = 1_000;

    private final Vertx vertx;
    private final IsnsClient client;
    private final String server;
    private final String name;
    private final IntFunction<IsnsMessage> registration;
    private volatile boolean ended;
    private volatile long timer = -1;

    /**
     * @param name of the entity: that of its first target
     * @param registration makes the request of a transaction number
     */
    IsnsRegistration(Vertx vertx, String server, String name, IntFunction<IsnsMessage> registration) {
        this.vertx = vertx;
        this.client = new IsnsClient(vertx, server);
        this.server = server;
        this.name = name;
        this.registration = registration;
    }

    /** Registers; completes when that was tried, whether the server was there or not. */
    Future<Void> begin() {
        return client.call(registration.apply(client.nextTransaction())).transform(result -> {
            if (result.succeeded()) {
                long periodMs = IsnsRequests.periodSeconds(result.result()) * 1000;
                LOG.info("{} is registered with the iSNS server {}", name, server);
                renewIn(periodMs == 0 ? 0 : Math.max(MIN_RENEWAL_MS, periodMs / 3));
            } else {
                LOG.warn(
                        "{} could not be registered, will be tried again: {}",
                        name,
                        result.cause().getMessage());
                renewIn(RETRY_MS);
            }
            return Future.<Void>succeededFuture();
        });
    }

    private void renewIn(long ms) {
        if (!ended && ms > 0) {
            timer = vertx.setTimer(ms, fired -> {
                if (!ended) {
                    begin();
                }
            });
        }
    }

    /** Ends the registration; completes when that was tried. */
    Future<Void> end() {
        if (ended) {
            return Future.succeededFuture();
        }
        ended = true;
        vertx.cancelTimer(timer);
        return client.call(IsnsRequests.deregister(client.nextTransaction(), name))
                .onFailure(failure ->
                        LOG.warn("{} could not be taken off the iSNS server: {}", name, failure.getMessage()))
                .transform(result -> Future.succeededFuture());
    }
}
