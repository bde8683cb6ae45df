package io.isere.vertx.cli;

import io.isere.vertx.nodes.NodeDatabase;
import io.isere.vertx.nodes.NodeRecord;
import io.isere.vertx.nodes.NodeSessions;
import io.isere.vertx.nodes.SessionList;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code isere session}: shows the sessions that processes keep, or is such a process. */
@Command(
        name = "session",
        header = "Show the sessions that are kept, or keep them.",
        description = {
            "Lists the sessions that isere session --open processes keep with the nodes of this database.",
            "--open is such a process: it logs in to every node with node.startup = automatic and keeps the session"
                    + " until it is told to stop (SIGTERM or Ctrl-C). It follows the database: isere login and isere"
                    + " logout open and end sessions of a running one. What does not answer is tried again."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  isere session", "  isere session --open", ""})
final class SessionCommand implements Callable<Integer> {
    private static final long STATUS_EVERY_MS = 500;

    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Mixin
    private DatabaseOptions database;

    @Option(names = "--open", description = "Log in to all automatic nodes, and keep the sessions.")
    private boolean open;

    @Option(names = "--json", description = "List as JSON.")
    private boolean json;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    SessionCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        common.requireNetwork();
        if (open) {
            keep();
        } else {
            list(new SessionList(database.database()).read());
        }
        return ExitCodes.OK;
    }

    private void list(List<SessionList.Entry> entries) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Logging.configure(0);
            out.println(
                    new JsonArray(entries.stream().map(SessionCommand::object).toList()).encodePrettily());
            out.flush();
        } else if (entries.isEmpty()) {
            out.println("no sessions are kept: isere login marks nodes, isere session --open keeps their sessions");
            out.flush();
        } else {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("PID", "STATE", "PORTAL", "TARGET", "DETAIL"));
            entries.forEach(entry -> rows.add(row(entry)));
            TextTable.print(rows, out);
        }
    }

    private static List<String> row(SessionList.Entry entry) {
        NodeRecord node = entry.node();
        String portal = node.portal() + (node.group() == NodeRecord.NO_GROUP ? "" : "," + node.group());
        return List.of(
                Long.toString(entry.pid()), entry.open() ? "LOGGED_IN" : "FREE", portal, node.target(), entry.detail());
    }

    private static Object object(SessionList.Entry entry) {
        Map<String, Object> object = new TreeMap<>();
        object.put("pid", entry.pid());
        object.put("target", entry.node().target());
        object.put("portal", entry.node().portal());
        object.put("open", entry.open());
        object.put("detail", entry.detail());
        return object;
    }

    private void keep() throws InterruptedException {
        NodeDatabase nodes = database.database();
        PrintWriter out = spec.commandLine().getOut();
        Vertx vertx = common.startVertx();
        try {
            NodeSessions sessions = new NodeSessions(vertx, nodes, common::initiator, line -> {
                out.println(line);
                out.flush();
            });
            SessionList list = new SessionList(nodes);
            List<NodeSessions.State> states = Waiting.await(sessions.start());
            long good = states.stream().filter(NodeSessions.State::isOpen).count();
            new OrderlyStop("keeping sessions", () -> sessions.close().onComplete(closed -> remove(list)), vertx, out)
                    .install();
            publish(list, sessions, vertx);
            out.println("keeping sessions of " + nodes.file() + ": " + good + " of " + states.size() + " logged in");
            out.flush();
            new CountDownLatch(1).await();
        } finally {
            vertx.close();
        }
    }

    /** Tells of the sessions now and whenever they have changed. */
    private static void publish(SessionList list, NodeSessions sessions, Vertx vertx) {
        Callable<Boolean> tell = () -> {
            list.write(sessions.states());
            return true;
        };
        Waiting.await(vertx.executeBlocking(tell));
        vertx.setPeriodic(STATUS_EVERY_MS, timer -> vertx.executeBlocking(tell));
    }

    private static void remove(SessionList list) {
        try {
            list.remove();
        } catch (IOException e) {
            // It stays, and counts for nothing once this process is gone.
        }
    }
}
