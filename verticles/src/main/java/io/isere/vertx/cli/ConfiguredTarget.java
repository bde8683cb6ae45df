package io.isere.vertx.cli;

import io.isere.vertx.IserePortal;
import io.isere.vertx.IsereTargetOptions;
import io.isere.vertx.config.ConfiguredNode;
import io.isere.vertx.config.TargetConfig;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A target that serves what a file says, and reads it again at SIGHUP. Started by the main thread, reloaded on the signal's.
 */
final class ConfiguredTarget {
    private final Path file;
    private final ConfiguredNode node;
    private final PrintWriter out;
    private final PrintWriter err;

    private ConfiguredTarget(Path file, ConfiguredNode node, PrintWriter out, PrintWriter err) {
        this.file = file;
        this.node = node;
        this.out = out;
        this.err = err;
    }

    /** Starts what the file says. */
    static ConfiguredTarget start(
            Vertx vertx, Path file, TargetConfig config, IsereTargetOptions shared, PrintWriter out, PrintWriter err) {
        ConfiguredNode node = Waiting.await(ConfiguredNode.start(vertx, shared, config));
        ConfiguredTarget target = new ConfiguredTarget(file, node, out, err);
        // Before it says that it serves: a SIGHUP that nobody handles ends the process.
        if (!Hangup.handle(target::reload)) {
            err.println("SIGHUP is ignored here (nohup?): to read " + file + " again, start anew");
            err.flush();
        }
        return target;
    }

    ConfiguredNode node() {
        return node;
    }

    /** Says that it serves, when everything is ready. */
    void announce(String provider) {
        String portals =
                node.node().portals().stream().map(IserePortal::address).collect(Collectors.joining(" "));
        String targets = node.running().targets().values().stream()
                .map(target -> target.name() + " (LUNs " + target.luns().keySet() + ")")
                .collect(Collectors.joining("; "));
        out.println("serving " + file + " on " + portals + " over " + provider + ": "
                + (targets.isEmpty() ? "no targets" : targets));
        out.flush();
    }

    /** Reads the file again; whatever is wrong, what runs goes on. */
    void reload() {
        try {
            List<String> changes = Waiting.await(node.apply(ConfigFiles.target(file)));
            changes.forEach(change -> out.println("  " + change));
            out.println("reloaded " + file + ": " + (changes.isEmpty() ? "no change" : changes.size() + " changes"));
        } catch (CliException e) {
            err.println(CliException.messageOf(e));
            out.println("not reloaded " + file + ": what ran before goes on");
        }
        err.flush();
        out.flush();
    }
}
