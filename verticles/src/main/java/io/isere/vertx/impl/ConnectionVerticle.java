package io.isere.vertx.impl;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;

/**
 * A verticle that is one connection: it is undeployed when its connection has ended, and nobody but Vert.x's own end
 * undeploys it before.
 *
 * <p>Thread: the loop it was deployed on, which owns the connection.
 */
abstract class ConnectionVerticle extends VerticleBase {
    private final Promise<Void> ended = Promise.promise();
    private final Promise<Void> gone = Promise.promise();

    /** Deploys it, once; fails when {@link #start} fails. */
    final Future<Void> deploy(Vertx on) {
        return on.deployVerticle(this)
                .onSuccess(id -> ended.future()
                        .onComplete(nothing -> on.undeploy(id).onComplete(undeployed -> gone.tryComplete())))
                .mapEmpty();
    }

    /** For the subclass: the connection has ended and given everything back. */
    final void onEnded() {
        ended.tryComplete();
    }

    /** Completes when the connection has ended; the verticle is still there. */
    final Future<Void> ended() {
        return ended.future();
    }

    /** Completes when the connection has ended and the verticle is undeployed. */
    final Future<Void> gone() {
        return gone.future();
    }
}
