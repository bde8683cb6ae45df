package io.isere.vertx.nodes;

import io.isere.vertx.config.ConfigException;
import io.isere.vertx.config.ConfigFile;
import io.isere.vertx.config.Section;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * Which sessions are kept by processes, told by a file each beside the database. A file of a process that is gone counts for
 * nothing and is removed by whoever finds it. Any thread; blocks.
 */
public final class SessionList {
    private static final String FOLDER = "sessions";

    /**
     * A session that a process keeps or tries to.
     *
     * @param pid the process
     * @param node target, portal and group; without settings
     * @param open whether it is logged in
     * @param detail over what, or why not
     */
    public record Entry(long pid, NodeRecord node, boolean open, String detail) {}

    private final Path folder;
    private volatile String written = "";

    /** Beside a database. */
    public SessionList(NodeDatabase database) {
        folder = database.file().toAbsolutePath().resolveSibling(FOLDER);
    }

    private Path own() {
        return folder.resolve(ProcessHandle.current().pid() + ".yaml");
    }

    /** Tells what this process keeps; does nothing when it has told that already. */
    public void write(List<NodeSessions.State> states) throws IOException {
        Map<String, Object> top = new LinkedHashMap<>();
        top.put("started", startOf(ProcessHandle.current()));
        List<Object> sessions = new ArrayList<>();
        for (NodeSessions.State state : states) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("target", state.node().target());
            map.put("portal", state.node().portal());
            map.put("group", state.node().group());
            map.put("open", state.isOpen());
            map.put(
                    "detail",
                    state.session() == null ? state.failure() : state.session().description());
            sessions.add(map);
        }
        top.put("sessions", sessions);
        DumpSettings settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setSplitLines(false)
                .build();
        String text = new Dump(settings).dumpToString(top);
        if (!text.equals(written)) {
            AtomicFile.createFolder(own());
            new AtomicFile(own()).write(text.getBytes(StandardCharsets.UTF_8));
            written = text;
        }
    }

    /** This process keeps no sessions any more. */
    public void remove() throws IOException {
        Files.deleteIfExists(own());
    }

    private static String startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("");
    }

    /** What all processes keep, by process. */
    public List<Entry> read() throws IOException {
        List<Entry> entries = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return entries;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "[0-9]*.yaml")) {
            for (Path file : files) {
                entries.addAll(read(file));
            }
        }
        return entries;
    }

    private static List<Entry> read(Path file) throws IOException {
        long pid = Long.parseLong(String.valueOf(file.getFileName()).replace(".yaml", ""));
        try {
            return ConfigFile.read(file, top -> {
                String started = top.text("started");
                boolean alive = ProcessHandle.of(pid)
                        .filter(process -> startOf(process).equals(started))
                        .isPresent();
                List<Entry> entries = top.sections("sessions", "a session", section -> entry(pid, section));
                return alive ? entries : remove(file);
            });
        } catch (ConfigException | java.nio.file.NoSuchFileException e) {
            // Its process ended meanwhile, or it is of another version: it tells of nothing.
            return List.of();
        }
    }

    private static List<Entry> remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // Of another user: it stays, and counts for nothing.
        }
        return List.of();
    }

    private static Entry entry(long pid, Section section) {
        NodeRecord node = NodeRecord.of(
                section.text("target"),
                section.text("portal"),
                section.number("group", -1, 0xffff, NodeRecord.NO_GROUP));
        return new Entry(pid, node, section.yes("open", false), section.text("detail"));
    }
}
