package io.isere.vertx.cli;

import io.isere.vertx.impl.HostPort;
import io.isere.vertx.nodes.NodeRecord;
import io.isere.vertx.nodes.NodeRecords;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which nodes a command is about, as iscsiadm has it. */
final class NodeChoice {
    @Option(
            names = {"-T", "--targetname"},
            paramLabel = "IQN",
            description = "The target.")
    private @Nullable String target;

    @Option(
            names = {"-p", "--portal"},
            paramLabel = "HOST[:PORT]",
            description = "The portal; a ,GROUP behind it is passed over.")
    private @Nullable String portal;

    /** Whether anything was chosen. */
    boolean isMade() {
        return target != null || portal != null;
    }

    @Nullable
    String target() {
        return target;
    }

    /** With its port; null when none was given. */
    @Nullable
    String portal() {
        if (portal == null) {
            return null;
        }
        int comma = portal.indexOf(',');
        return HostPort.parse(comma < 0 ? portal : portal.substring(0, comma)).toString();
    }

    boolean matches(NodeRecord node) {
        String wanted = portal();
        return (target == null || node.target().equals(target))
                && (wanted == null || node.portal().equals(wanted));
    }

    /** Those that are meant; there must be one. */
    List<NodeRecord> of(NodeRecords records) {
        List<NodeRecord> chosen = records.nodes().stream().filter(this::matches).toList();
        if (chosen.isEmpty()) {
            throw new CliException(
                    ExitCodes.FAILED,
                    "no node" + (isMade() ? " of that target and portal" : "")
                            + " is known: find some with isere discover -p HOST:PORT, or add one with isere node -o"
                            + " new -T IQN -p HOST:PORT",
                    null);
        }
        return chosen;
    }
}
