package io.isere.vertx.impl;

import io.isere.rdma.eventloop.LoopOptions;
import io.isere.rdma.eventloop.RdmaLoopGroup;
import io.isere.rdma.eventloop.RdmaVertx;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Where the connections of a Vert.x live: on its own loops if these are RDMA loops, else on loops of a Vert.x beside it,
 * made when first needed and closed with it. Static functions; any thread.
 */
final class HomeVertx {
    private static final Map<Vertx, Vertx> BESIDE = new ConcurrentHashMap<>();

    private HomeVertx() {}

    /** The Vert.x to deploy connections on. */
    static Vertx of(Vertx vertx) {
        return isOnRdmaLoops(vertx) ? vertx : BESIDE.computeIfAbsent(vertx, HomeVertx::beside);
    }

    /** The same for looking only: makes none. */
    static Vertx known(Vertx vertx) {
        return BESIDE.getOrDefault(vertx, vertx);
    }

    private static boolean isOnRdmaLoops(Vertx vertx) {
        return ((VertxInternal) vertx).nettyEventLoopGroup() instanceof RdmaLoopGroup;
    }

    private static Vertx beside(Vertx vertx) {
        // On a thread of its own: on one of Vert.x's it would be taken for a mistake.
        Vertx home = CompletableFuture.supplyAsync(() -> RdmaVertx.create(new VertxOptions(), new LoopOptions()))
                .join();
        ((VertxInternal) vertx).addCloseHook(closed -> {
            BESIDE.remove(vertx);
            home.close().onComplete(closed);
        });
        return home;
    }

    /** A call whose future completes on the caller's Vert.x context if it has one. */
    static <T> Future<T> call(Supplier<Future<T>> action) {
        ContextInternal caller = ContextInternal.current();
        if (caller == null) {
            return action.get();
        }
        Promise<T> here = caller.promise();
        action.get().onComplete(here);
        return here.future();
    }
}
