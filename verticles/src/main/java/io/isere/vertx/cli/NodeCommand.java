package io.isere.vertx.cli;

import io.isere.vertx.impl.IscsiNames;
import io.isere.vertx.nodes.NodeRecord;
import io.isere.vertx.nodes.NodeRecords;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code isere node}: the targets an initiator knows, and how it logs in to each. */
@Command(
        name = "node",
        header = "Show and change the targets that are known, and log in to them.",
        description = {
            "Without options, a table of all nodes: targets at portals. -T and -p choose some of them; one that is"
                    + " chosen by both is shown with all its settings.",
            "-o new adds a node, -o update -n NAME -v VALUE changes settings, -o delete forgets nodes. Settings have"
                    + " the names that open-iscsi has for them; an empty value is the default. Secrets are not kept, only"
                    + " the names of their files (node.session.auth.password_file)."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  isere discover -p 192.0.2.7",
            "  isere node",
            "  isere node -T iqn.2026-11.io.isere:disk1 -p 192.0.2.7 -o update -n iface.transport_name -v tcp",
            "  isere node -T iqn.2026-11.io.isere:disk1 --login",
            "  isere node -o new -T iqn.2026-11.io.isere:disk2 -p 192.0.2.8:3261 -n node.startup -v automatic",
            ""
        })
final class NodeCommand implements Callable<Integer> {
    /** What is done with nodes. */
    enum Operation {
        SHOW,
        NEW,
        UPDATE,
        DELETE
    }

    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOptions database;

    @Mixin
    private NodeChoice choice;

    @Option(
            names = {"-o", "--op"},
            paramLabel = "show|new|update|delete",
            description = "What to do. Default: show.")
    private Operation operation = Operation.SHOW;

    @Option(
            names = {"-n", "--name"},
            paramLabel = "NAME",
            description = "A setting; may be given several times, each with its -v.")
    private List<String> names = List.of();

    @Option(
            names = {"-v", "--value"},
            paramLabel = "VALUE",
            description = "Its value; empty: the default.")
    private List<String> values = List.of();

    @Option(names = "--all", description = "With -o delete: all nodes.")
    private boolean all;

    @Option(
            names = {"-l", "--login"},
            description = "Log in, as isere login does.")
    private boolean login;

    @Option(
            names = {"-u", "--logout"},
            description = "Log out, as isere logout does.")
    private boolean logout;

    @Option(names = "--debug", description = "Show the stack trace of an error.")
    private boolean debug;

    @Option(names = "--json", description = "Show as JSON.")
    private boolean json;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    NodeCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (login && logout) {
            throw new CliException(ExitCodes.USAGE, "--login and --logout do not go together", null);
        }
        if (login) {
            return new NodeLogin(new CommonOptions(), database, out).login(choice, false);
        }
        if (logout) {
            return new NodeLogin(new CommonOptions(), database, out).logout(choice);
        }
        List<NodeSettings.Pair> settings = NodeSettings.pairs(names, values);
        switch (operation) {
            case SHOW -> show(out);
            case NEW -> addNode(settings, out);
            case UPDATE -> update(settings, out);
            case DELETE -> delete(out);
        }
        return ExitCodes.OK;
    }

    private void show(PrintWriter out) {
        NodeRecords records = database.read();
        List<NodeRecord> nodes = choice.isMade() ? choice.of(records) : records.nodes();
        if (json) {
            Logging.configure(0);
            out.println(NodeTable.json(nodes));
            out.flush();
        } else if (nodes.size() == 1 && choice.isMade()) {
            NodeTable.printRecord(nodes.get(0), out);
        } else if (nodes.isEmpty()) {
            choice.of(records);
        } else {
            NodeTable.print(nodes, out);
        }
    }

    private void addNode(List<NodeSettings.Pair> settings, PrintWriter out) {
        String target = choice.target();
        String portal = choice.portal();
        if (target == null || portal == null) {
            throw new CliException(ExitCodes.USAGE, "a new node needs -T IQN and -p HOST:PORT", null);
        }
        IscsiNames.require(target, "target");
        NodeRecord node = NodeSettings.apply(NodeRecord.of(target, portal, NodeRecord.NO_GROUP), settings);
        database.update(records -> {
            if (records.nodes().stream().anyMatch(node::isSameNode)) {
                throw new CliException(
                        ExitCodes.FAILED, "node " + node + " is known already: change it with -o update", null);
            }
            return records.with(node);
        });
        out.println("new: " + node);
        out.flush();
    }

    private void update(List<NodeSettings.Pair> settings, PrintWriter out) {
        if (settings.isEmpty()) {
            throw new CliException(ExitCodes.USAGE, "-o update needs -n NAME and --value VALUE", null);
        }
        NodeRecords after = database.update(records -> {
            choice.of(records);
            return records.changing(choice::matches, node -> NodeSettings.apply(node, settings));
        });
        choice.of(after).forEach(node -> out.println("updated: " + node));
        out.flush();
    }

    private void delete(PrintWriter out) {
        if (!choice.isMade() && !all) {
            throw new CliException(ExitCodes.USAGE, "which nodes? Give -T, -p or both, or --all", null);
        }
        List<NodeRecord> gone = new ArrayList<>();
        database.update(records -> {
            gone.addAll(choice.of(records));
            return records.without(choice::matches);
        });
        gone.forEach(node -> out.println("deleted: " + node));
        out.flush();
    }

    boolean debug() {
        return debug;
    }
}
