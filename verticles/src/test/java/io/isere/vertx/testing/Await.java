package io.isere.vertx.testing;

import io.vertx.core.Future;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Waits on a test's thread, with a limit. */
public final class Await {
    private static final long LIMIT_S = 60;
    private static final long LOOK_EVERY_MS = 5;

    private Await() {}

    /** The result of a future; throws what it failed with. */
    public static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(LIMIT_S, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(
                    e.getCause() instanceof TimeoutException ? "no result in time" : e.getMessage(), e);
        }
    }

    /** What a future fails with; an error when it succeeds. */
    public static Throwable failureOf(Future<?> future) {
        return await(future.transform(result -> {
            if (result.succeeded()) {
                throw new AssertionError("succeeded with " + result.result());
            }
            return Future.succeededFuture(result.cause());
        }));
    }

    /** Waits until something is so. */
    public static void until(String what, BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_S);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new AssertionError("not within " + LIMIT_S + " s: " + what);
            }
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
