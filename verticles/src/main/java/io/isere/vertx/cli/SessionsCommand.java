package io.isere.vertx.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code isere sessions}: who is logged in to a running target. */
@Command(
        name = "sessions",
        header = "Show who is logged in to a running target.",
        description =
                "One line a connection: its session, target, initiator, where it is, what carries it, and the commands"
                        + " its session has under way. The sessions of"
                        + " initiators here are shown by isere session.",
        footerHeading = "%nExamples:%n",
        footer = {"  isere sessions", "  isere sessions --audit", "  isere sessions --json | jq '.[].initiator'", ""})
final class SessionsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private AdminOptions admin;

    @Option(names = "--audit", description = "Show the last events of each connection too.")
    private boolean audit;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    SessionsCommand() {}

    @Override
    public Integer call() throws IOException {
        JsonArray sessions = (JsonArray) admin.ask(AdminOptions.request("sessions"));
        PrintWriter out = spec.commandLine().getOut();
        if (admin.json()) {
            out.println(sessions.encodePrettily());
        } else if (sessions.isEmpty()) {
            out.println("nobody is logged in");
        } else {
            print(sessions.stream().map(JsonObject.class::cast).toList(), out);
        }
        out.flush();
        return ExitCodes.OK;
    }

    private void print(List<JsonObject> sessions, PrintWriter out) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("TSIH", "CID", "TARGET", "INITIATOR", "FROM", "OVER", "COMMANDS"));
        sessions.forEach(session -> connections(session)
                .forEach(connection -> rows.add(List.of(
                        session.getInteger("tsih").toString(),
                        connection.getInteger("cid").toString(),
                        session.getString("target"),
                        session.getString("initiator"),
                        connection.getString("remote"),
                        connection.getString("transport"),
                        session.getInteger("activeCommands").toString()))));
        TextTable.print(rows, out);
        if (audit) {
            sessions.forEach(session -> connections(session).forEach(connection -> {
                out.println(
                        "session " + session.getInteger("tsih") + ", connection " + connection.getInteger("cid") + ":");
                connection.getJsonArray("audit").forEach(event -> out.println("  " + event));
            }));
        }
    }

    private static List<JsonObject> connections(JsonObject session) {
        return session.getJsonArray("connections").stream()
                .map(JsonObject.class::cast)
                .toList();
    }
}
