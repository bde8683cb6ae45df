package io.isere.vertx.nodes;

import io.isere.vertx.config.ConfigFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * What an initiator remembers, in one readable file. Any thread, any number of processes: a change is made under a lock, to
 * what is in the file at that moment, and replaces the file as a whole, so that none is lost and none is seen by half. A
 * file that cannot be read is reported and never overwritten.
 */
public final class NodeDatabase {
    /** Names the folder of everything that isere remembers. */
    public static final String HOME_VARIABLE = "ISERE_HOME";

    private static final String FILE_NAME = "nodes.yaml";

    private final Path file;
    private final AtomicFile writer;

    /** In a file, which need not be there yet. */
    public NodeDatabase(Path file) {
        this(file, step -> {});
    }

    NodeDatabase(Path file, Consumer<AtomicFile.Step> observer) {
        this.file = file;
        writer = new AtomicFile(file, observer);
    }

    /** Where the environment says: {@code $ISERE_HOME}, {@code $XDG_CONFIG_HOME/isere} or {@code ~/.config/isere}. */
    public static NodeDatabase ofUser() {
        return new NodeDatabase(fileOf(System.getenv(), Path.of(System.getProperty("user.home"))));
    }

    static Path fileOf(Map<String, String> environment, Path userHome) {
        String home = environment.getOrDefault(HOME_VARIABLE, "");
        if (!home.isEmpty()) {
            return Path.of(home, FILE_NAME);
        }
        String xdg = environment.getOrDefault("XDG_CONFIG_HOME", "");
        Path folder = xdg.isEmpty() ? userHome.resolve(".config") : Path.of(xdg);
        return folder.resolve("isere").resolve(FILE_NAME);
    }

    /** Where it is. */
    public Path file() {
        return file;
    }

    /**
     * What it holds now; nothing when there is no file.
     *
     * @throws IOException when it cannot be read
     * @throws io.isere.vertx.config.ConfigException when it is damaged, naming each line that is wrong
     */
    public NodeRecords read() throws IOException {
        try {
            return ConfigFile.read(file, NodeFormat::read);
        } catch (NoSuchFileException e) {
            if (Files.exists(file)) {
                throw e;
            }
            return NodeRecords.NONE;
        }
    }

    /**
     * Changes it; when this returns, the change survives a power cut.
     *
     * @param change is given what it holds, and gives back what it is to hold
     * @return what it holds now
     * @throws IOException when it cannot be read or written; then it is as it was
     * @throws io.isere.vertx.config.ConfigException when it is damaged
     */
    public NodeRecords update(UnaryOperator<NodeRecords> change) throws IOException {
        AtomicFile.createFolder(file);
        try {
            return FileLocked.run(file, () -> {
                NodeRecords before = read();
                NodeRecords after = change.apply(before);
                if (!after.equals(before)) {
                    writer.write(NodeFormat.write(after));
                }
                return after;
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
