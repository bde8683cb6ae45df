package io.isere.vertx.cli;

import io.isere.vertx.IsereInitiator;
import io.isere.vertx.IsereSession;
import io.isere.vertx.nodes.NodeRecord;
import io.isere.vertx.nodes.NodeSetting;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What login and logout do for nodes. Sessions live in processes, not in a kernel: a login proves that it works, and marks the
 * node, so that whoever keeps sessions ({@code isere session --open}, an embedder) opens one; a logout takes the mark away.
 */
final class NodeLogin {
    private final CommonOptions common;
    private final DatabaseOptions database;
    private final PrintWriter out;

    NodeLogin(CommonOptions common, DatabaseOptions database, PrintWriter out) {
        this.common = common;
        this.database = database;
        this.out = out;
    }

    /**
     * Logs in to each node that is chosen and looks at its disks; marks those where that works.
     *
     * @param once whether they are not marked
     * @return 0, or 3 when a login failed
     */
    int login(NodeChoice choice, boolean once) {
        List<NodeRecord> nodes = choice.of(database.read());
        List<NodeRecord> good = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        Vertx vertx = common.startVertx();
        try {
            for (NodeRecord node : nodes) {
                try {
                    out.println("logged in: " + node + ": " + prove(vertx, node));
                    good.add(node);
                } catch (CliException | IllegalArgumentException e) {
                    failures.add("not logged in: " + node + ": " + CliException.messageOf(e));
                }
            }
        } finally {
            Waiting.await(vertx.close());
        }
        if (!once && !good.isEmpty()) {
            mark(good, NodeSetting.AUTOMATIC);
            out.println("marked node.startup = automatic: isere session --open keeps the sessions");
        }
        out.flush();
        if (!failures.isEmpty()) {
            throw new CliException(ExitCodes.NOT_REACHED, String.join("\n", failures), null);
        }
        return ExitCodes.OK;
    }

    private String prove(Vertx vertx, NodeRecord node) {
        IsereInitiator initiator = IsereInitiator.create(vertx, node.applyTo(common.initiator()));
        IsereSession session = Waiting.await(initiator.login(node.target(), node.portal()), ExitCodes.NOT_REACHED);
        try {
            int[] luns = Waiting.await(session.luns(), ExitCodes.NOT_REACHED);
            String list = IntStream.of(luns).mapToObj(Integer::toString).collect(Collectors.joining(" "));
            return (luns.length == 0 ? "no LUNs" : "LUNs " + list) + " (" + session.description() + ")";
        } finally {
            Waiting.await(session.logout());
        }
    }

    /** Takes the mark away from each node that is chosen. */
    int logout(NodeChoice choice) {
        List<NodeRecord> nodes = choice.of(database.read());
        mark(nodes, "manual");
        nodes.forEach(node -> out.println("marked node.startup = manual: " + node));
        out.println("what isere session --open keeps ends within seconds");
        out.flush();
        return ExitCodes.OK;
    }

    private void mark(List<NodeRecord> nodes, String startup) {
        database.update(records -> records.changing(
                node -> nodes.stream().anyMatch(node::isSameNode),
                node -> node.with(NodeSetting.STARTUP.text(), startup)));
    }
}
