package io.isere.vertx.cli;

import io.isere.vertx.admin.AdminClient;
import io.isere.vertx.admin.AdminFolder;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of the commands that ask a running target: which one, and how its answer is shown. */
final class AdminOptions {
    @Option(
            names = "--admin",
            paramLabel = "PATH",
            description =
                    "The admin socket of the target, as its --admin says. Default: that of your only isere target here.")
    private @Nullable Path socket;

    @Option(names = "--json", description = "Print as JSON.")
    private boolean json;

    @Option(names = "--debug", description = "Show the stack trace of an error.")
    private boolean debug;

    boolean json() {
        return json;
    }

    boolean debug() {
        return debug;
    }

    /** A connection to the target. */
    AdminClient connect() {
        Logging.configure(0);
        Path path = socket == null ? only() : socket;
        try {
            return AdminClient.open(path);
        } catch (IOException e) {
            throw new CliException(
                    ExitCodes.NOT_REACHED,
                    "no target answers at " + path + " (" + CliException.messageOf(e)
                            + "): is it running, and started by you?",
                    e);
        }
    }

    private static Path only() {
        List<Path> sockets;
        try {
            sockets = AdminFolder.sockets(System.getenv());
        } catch (IOException e) {
            throw new CliException(ExitCodes.NOT_REACHED, "cannot look for targets: " + e.getMessage(), e);
        }
        if (sockets.isEmpty()) {
            throw new CliException(
                    ExitCodes.NOT_REACHED,
                    "no isere target of yours is running here: start one, or name its socket with --admin PATH",
                    null);
        }
        if (sockets.size() > 1) {
            throw new CliException(
                    ExitCodes.USAGE,
                    "several targets are running, say which with --admin PATH: "
                            + sockets.stream().map(Path::toString).collect(Collectors.joining(", ")),
                    null);
        }
        return sockets.get(0);
    }

    /** Asks one thing. */
    static Object ask(AdminClient client, JsonObject request) {
        try {
            return client.ask(request);
        } catch (IOException e) {
            throw new CliException(ExitCodes.FAILED, CliException.messageOf(e), e);
        }
    }

    /** Connects, asks one thing, and goes. */
    Object ask(JsonObject request) throws IOException {
        try (AdminClient client = connect()) {
            return ask(client, request);
        }
    }

    static JsonObject request(String command) {
        return new JsonObject().put("command", command);
    }

    static String pretty(Object answer) {
        return answer instanceof JsonArray array ? array.encodePrettily() : ((JsonObject) answer).encodePrettily();
    }
}
