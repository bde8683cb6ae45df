package io.isere.vertx.cli;

import io.isere.vertx.config.ConfigException;
import io.isere.vertx.nodes.NodeDatabase;
import io.isere.vertx.nodes.NodeRecords;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the database of nodes is, and its use with the command line's errors. */
final class DatabaseOptions {
    @Option(
            names = "--db",
            paramLabel = "FILE",
            description = "The database of discovery portals and nodes. Default: nodes.yaml in $ISERE_HOME, or in"
                    + " $XDG_CONFIG_HOME/isere, which is ~/.config/isere.")
    private @Nullable Path file;

    NodeDatabase database() {
        return file == null ? NodeDatabase.ofUser() : new NodeDatabase(file);
    }

    NodeRecords read() {
        try {
            return database().read();
        } catch (ConfigException | IOException e) {
            throw failed(e);
        }
    }

    NodeRecords update(UnaryOperator<NodeRecords> change) {
        try {
            return database().update(change);
        } catch (ConfigException | IOException e) {
            throw failed(e);
        }
    }

    private CliException failed(Exception e) {
        return new CliException(
                ExitCodes.FAILED, "the database of nodes cannot be used: " + CliException.messageOf(e), e);
    }
}
