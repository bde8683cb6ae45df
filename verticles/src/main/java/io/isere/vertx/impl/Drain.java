package io.isere.vertx.impl;

import io.isere.rdma.loop.LoopTimer;
import io.isere.rdma.loop.RdmaLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts calls under way, so that closing can wait for them and lets no new ones begin. Thread: one loop. Lifetime: that of
 * what it guards; it cannot be opened again.
 */
final class Drain {
    private final RdmaLoop loop;
    private int underWay;
    private @Nullable Promise<Void> drained;

    Drain(RdmaLoop loop) {
        this.loop = loop;
    }

    /** Runs a call and counts it until it has ended. */
    <T extends @Nullable Object> Future<T> enter(Supplier<Future<T>> call) {
        if (drained != null) {
            return Future.failedFuture(
                    new IllegalStateException("the session is being closed: it takes no more calls"));
        }
        underWay++;
        try {
            return call.get().onComplete(ended -> leave());
        } catch (RuntimeException e) {
            leave();
            throw e;
        }
    }

    private void leave() {
        underWay--;
        if (underWay == 0 && drained != null) {
            drained.tryComplete();
        }
    }

    /** Lets nothing more begin; completes when nothing is under way, or after the limit. */
    Future<Void> close(long limitNs) {
        if (drained == null) {
            drained = Promise.promise();
        }
        Promise<Void> waiting = drained;
        if (underWay == 0) {
            waiting.tryComplete();
        } else {
            LoopTimer limit = loop.schedule(limitNs, waiting::tryComplete);
            waiting.future().onComplete(done -> limit.cancel());
        }
        return waiting.future();
    }
}
