package io.isere.vertx.cli;

import io.isere.vertx.admin.AdminFolder;
import io.isere.vertx.admin.AdminService;
import io.isere.vertx.admin.AdminTarget;
import io.isere.vertx.admin.TargetService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of a target that say how it is watched and administered while it runs. */
final class ServiceOptions {
    private static final String NONE = "none";

    @Option(
            names = "--admin",
            paramLabel = "PATH|none",
            description =
                    "Where isere status, sessions, luns and top reach the running target: a local socket for its owner"
                            + " only. Default: PID.sock in $ISERE_RUN_DIR, or $XDG_RUNTIME_DIR/isere, or isere-USER in the folder of"
                            + " temporary files.")
    private String admin = "";

    @Option(
            names = "--http",
            paramLabel = "HOST:PORT",
            description =
                    "Answer HTTP there: /health/live, /health/ready, /metrics for Prometheus, and /status. Whoever"
                            + " reaches it may ask; without a port, 9260. Default: nowhere.")
    private String http = "";

    /** Opens the doors of a running target, and tells where they are. */
    TargetService open(Vertx vertx, AdminTarget target, String name, PrintWriter out, PrintWriter err) {
        AdminService service = new AdminService(vertx, target, Path.of(""), name);
        TargetService opened = Waiting.await(openOr(vertx, service, err));
        if (opened.httpPort() != 0) {
            out.println("health and metrics on port " + opened.httpPort()
                    + ": /health/live /health/ready /metrics /status");
            out.flush();
        }
        return opened;
    }

    /** The socket nobody asked for is no reason not to serve. */
    private Future<TargetService> openOr(Vertx vertx, AdminService service, PrintWriter err) {
        if (!admin.isEmpty()) {
            return TargetService.open(vertx, service, asked(), http, "");
        }
        return openOwn(vertx, service)
                .recover(failure -> {
                    err.println("no admin socket, isere status will not find this target: " + failure.getMessage());
                    err.flush();
                    return TargetService.open(vertx, service, null, "", "");
                })
                .compose(opened -> opened.withHttp(vertx, http));
    }

    private static Future<TargetService> openOwn(Vertx vertx, AdminService service) {
        try {
            return TargetService.open(vertx, service, AdminFolder.ownSocket(System.getenv()), "", "");
        } catch (IOException e) {
            return Future.failedFuture(e);
        }
    }

    private @Nullable Path asked() {
        return admin.equals(NONE) ? null : Path.of(admin);
    }
}
