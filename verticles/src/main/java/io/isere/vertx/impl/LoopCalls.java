package io.isere.vertx.impl;

import io.isere.rdma.loop.RdmaLoop;
import io.isere.scsi.initiator.LoopCall;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls into a loop from anywhere: one hop when the caller is elsewhere, and a future that completes where the caller
 * expects it, on its Vert.x context if it has one. Any thread; a call allocates its promise and, when it hops, its task.
 */
final class LoopCalls implements LoopCall {
    private final RdmaLoop loop;

    LoopCalls(RdmaLoop loop) {
        this.loop = loop;
    }

    @Override
    public <T extends @Nullable Object> Future<T> call(Supplier<Future<T>> action) {
        ContextInternal caller = ContextInternal.current();
        Promise<T> promise = caller == null ? Promise.promise() : caller.promise();
        if (loop.inLoop()) {
            run(action, promise);
        } else {
            loop.execute(() -> run(action, promise));
        }
        return promise.future();
    }

    private static <T extends @Nullable Object> void run(Supplier<Future<T>> action, Promise<T> promise) {
        try {
            action.get().onComplete(promise);
        } catch (RuntimeException e) {
            promise.fail(e);
        }
    }

    /** Runs something on the loop: now when the caller is there, else in a turn to come. */
    void run(Runnable action) {
        if (loop.inLoop()) {
            action.run();
        } else {
            loop.execute(action);
        }
    }
}
