package io.isere.vertx.cli;

import io.isere.vertx.IsereTarget;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;

/**
 * Stops a target in an orderly way when the JVM is told to end: connections drained, files saved, then exit status 0. What
 * takes too long is left behind, with status 1.
 */
final class OrderlyStop {
    private static final long LIMIT_S = 15;

    private final IsereTarget target;
    private final Vertx vertx;
    private final PrintWriter out;

    OrderlyStop(IsereTarget target, Vertx vertx, PrintWriter out) {
        this.target = target;
        this.vertx = vertx;
        this.out = out;
    }

    void install() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "isere-stop"));
    }

    /** Halts, because a JVM that ends by a signal would report 143 or 130 however well it ended. */
    private void stop() {
        int status = ExitCodes.OK;
        try {
            target.close()
                    .eventually(vertx::close)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(LIMIT_S, TimeUnit.SECONDS);
            out.println("stopped " + target.name());
        } catch (Exception e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            out.println("stopped " + target.name() + ", not in order: " + CliException.messageOf(cause));
            status = ExitCodes.FAILED;
        }
        out.flush();
        Runtime.getRuntime().halt(status);
    }
}
