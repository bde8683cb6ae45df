package io.isere.vertx.cli;

import io.vertx.core.Future;
import java.util.concurrent.CompletionException;

/** Waits for futures on the command's main thread, which is no event loop. */
final class Waiting {
    private Waiting() {}

    /** The result of a future; its failure comes as the cause of a {@link CliException}, unless it is one. */
    static <T> T await(Future<T> future, int exitCodeOfFailure) {
        try {
            return future.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof CliException known) {
                throw known;
            }
            throw new CliException(exitCodeOfFailure, CliException.messageOf(cause), cause);
        }
    }

    static <T> T await(Future<T> future) {
        return await(future, ExitCodes.FAILED);
    }
}
