package io.isere.vertx.cli;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Stops a target in an orderly way when the JVM is told to end: connections drained, files saved, then exit status 0. What
 * takes too long is left behind, with status 1.
 */
final class OrderlyStop {
    private static final long LIMIT_S = 15;

    private final String name;
    private final Supplier<Future<Void>> close;
    private final Vertx vertx;
    private final PrintWriter out;

    /** @param close closes what is called {@code name} */
    OrderlyStop(String name, Supplier<Future<Void>> close, Vertx vertx, PrintWriter out) {
        this.name = name;
        this.close = close;
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
            close.get()
                    .eventually(vertx::close)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(LIMIT_S, TimeUnit.SECONDS);
            out.println("stopped " + name);
        } catch (Exception e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            out.println("stopped " + name + ", not in order: " + CliException.messageOf(cause));
            status = ExitCodes.FAILED;
        }
        out.flush();
        Runtime.getRuntime().halt(status);
    }
}
