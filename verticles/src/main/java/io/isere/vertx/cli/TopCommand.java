package io.isere.vertx.cli;

import io.isere.vertx.admin.AdminClient;
import io.isere.vertx.config.Sizes;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code isere top}: what a running target does now, again and again. */
@Command(
        name = "top",
        header = "Watch what a running target does.",
        description =
                "Commands and bytes a second, how long commands took since the start, and the sessions, until Ctrl-C. With"
                        + " --json, a line each time.",
        footerHeading = "%nExamples:%n",
        footer = {"  isere top", "  isere top --interval 5 --count 12 --json", ""})
final class TopCommand implements Callable<Integer> {
    private static final String CLEAR = "\u001b[H\u001b[2J";

    @Spec
    private CommandSpec spec;

    @Mixin
    private AdminOptions admin;

    @Option(
            names = "--interval",
            paramLabel = "S",
            description = "Seconds between two looks, 0.1 or more. Default: ${DEFAULT-VALUE}.")
    private double intervalSeconds = 1;

    @Option(names = "--count", paramLabel = "N", description = "End after N looks. Default: do not end.")
    private int count;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    TopCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (intervalSeconds < 0.1) {
            throw new CliException(ExitCodes.USAGE, "--interval must be at least 0.1", null);
        }
        PrintWriter out = spec.commandLine().getOut();
        try (AdminClient client = admin.connect()) {
            Sample before = Sample.take(client);
            for (int look = 0; count == 0 || look < count; look++) {
                TimeUnit.MILLISECONDS.sleep((long) (intervalSeconds * 1000));
                Sample now = Sample.take(client);
                show(before, now, out);
                before = now;
            }
        }
        return ExitCodes.OK;
    }

    private void show(Sample before, Sample now, PrintWriter out) {
        JsonObject rates = now.ratesSince(before);
        if (admin.json()) {
            out.println(rates.encode());
            out.flush();
            return;
        }
        if (Boolean.getBoolean("isere.terminal")) {
            out.print(CLEAR);
        }
        out.println(String.format(
                Locale.ROOT,
                "%s: %,.0f commands/s, read %s/s, written %s/s, %,.0f not good/s, %d sessions",
                now.status.getString("name"),
                rates.getDouble("commandsPerSecond"),
                Sizes.format(Math.round(rates.getDouble("readBytesPerSecond"))),
                Sizes.format(Math.round(rates.getDouble("writtenBytesPerSecond"))),
                rates.getDouble("notGoodPerSecond"),
                now.status.getInteger("sessions")));
        new StatusText(now.status).latencies(out);
        sessions(now.sessions, out);
        out.flush();
    }

    private static void sessions(JsonArray sessions, PrintWriter out) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("COMMANDS", "INITIATOR", "FROM", "TARGET"));
        sessions.stream()
                .map(JsonObject.class::cast)
                .forEach(session -> rows.add(List.of(
                        session.getInteger("activeCommands").toString(),
                        session.getString("initiator"),
                        session.getString("remote"),
                        session.getString("target"))));
        TextTable.print(rows, out);
    }

    /** One look. */
    private record Sample(long atNs, JsonObject status, JsonArray sessions) {
        static Sample take(AdminClient client) {
            JsonObject status = (JsonObject) AdminOptions.ask(client, AdminOptions.request("status"));
            JsonArray sessions = (JsonArray) AdminOptions.ask(client, AdminOptions.request("sessions"));
            return new Sample(System.nanoTime(), status, sessions);
        }

        JsonObject ratesSince(Sample before) {
            return new JsonObject()
                    .put("commandsPerSecond", rate(before, "target.commands"))
                    .put("readBytesPerSecond", rate(before, "target.read"))
                    .put("writtenBytesPerSecond", rate(before, "target.written"))
                    .put("notGoodPerSecond", rate(before, "target.commands.not.good"))
                    .put("sessions", status.getInteger("sessions"))
                    .put("latencyUs", status.getJsonObject("targetLatencyUs"));
        }

        private double rate(Sample before, String counter) {
            long more = status.getJsonObject("counters").getLong(counter)
                    - before.status.getJsonObject("counters").getLong(counter);
            return more * 1e9 / Math.max(1, atNs - before.atNs);
        }
    }
}
