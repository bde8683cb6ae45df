package io.isere.vertx.config;

import io.isere.iscsi.access.TargetAccess;
import io.isere.iscsi.isns.IsnsMessage;
import io.isere.scsi.task.Lun;
import io.isere.vertx.IserePortal;
import io.isere.vertx.config.TargetConfig.TargetEntry;
import io.isere.vertx.impl.HostPort;
import io.isere.vertx.impl.IscsiNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes a {@link TargetConfig} of a file, and checks what one part says against the others. One thread. */
final class TargetConfigReader {
    private static final int MAX_GROUP = 0xffff;
    private static final int MAX_ALIAS_BYTES = 255;

    private final Path folder;
    private final Map<String, Integer> lineOfPortal = new HashMap<>();
    private final Map<String, Integer> lineOfTarget = new HashMap<>();
    private final Map<Path, Integer> lineOfWritableFile = new HashMap<>();
    private final Set<Integer> groups = new TreeSet<>();

    private TargetConfigReader(Path file) {
        folder = Objects.requireNonNull(file.getParent());
    }

    /** @param file absolute; paths in it are relative to its folder */
    static TargetConfig read(Section top, Path file) {
        return new TargetConfigReader(file).read(top);
    }

    private TargetConfig read(Section top) {
        Map<String, String> options = top.section("options", NodeOption::read);
        ChapSection discovery = ChapSection.read(top, "discovery-chap", folder);
        if (top.has("discovery-chap") && !discovery.demanded()) {
            top.problem(top.line("discovery-chap"), "'discovery-chap' needs 'user' and 'secret-file'");
        }
        int logoutSeconds = top.number("logout-time", 0, 3600, 5);
        String isns =
                top.value("isns", text -> HostPort.parse(text, IsnsMessage.PORT).toString(), "");
        List<IserePortal> portals = top.sections("portals", "a portal", this::portal);
        if (portals.isEmpty()) {
            top.problem(top.line("portals"), "there is no portal: want 'portals:' and below it '- listen: HOST:PORT'");
        }
        Map<String, TargetEntry> targets = new LinkedHashMap<>();
        for (TargetEntry target : top.sections("targets", "a target", this::target)) {
            targets.put(target.name(), target);
        }
        return new TargetConfig(
                options, discovery.authentication(), logoutSeconds, isns, List.copyOf(portals), targets);
    }

    private @Nullable IserePortal portal(Section section) {
        String listen = section.required("listen", text -> HostPort.parse(text).toString(), "");
        int group = section.number("group", 1, MAX_GROUP, IserePortal.DEFAULT_GROUP);
        Integer before = lineOfPortal.putIfAbsent(listen, section.line());
        if (before != null && !listen.endsWith(":0")) {
            section.problem(section.line("listen"), "portal " + listen + " is there already, in line " + before);
        }
        groups.add(group);
        return listen.isEmpty() ? null : new IserePortal(listen, group);
    }

    private @Nullable TargetEntry target(Section section) {
        String name = section.required("name", TargetConfigReader::targetName, "");
        String alias = section.value("alias", TargetConfigReader::alias, "");
        Set<Integer> reachedThrough =
                new TreeSet<>(section.values("groups", text -> Section.wholeNumber(text, 1, MAX_GROUP)));
        for (int group : reachedThrough) {
            if (!groups.contains(group)) {
                section.problem(section.line("groups"), "no portal is in group " + group + ": want some of " + groups);
            }
        }
        Map<Integer, LunSpec> luns = section.section("luns", this::luns);
        TargetAccess access = AccessReader.read(section, folder, luns.keySet());
        Integer before = lineOfTarget.putIfAbsent(name, section.line("name"));
        if (before != null && !name.isEmpty()) {
            section.problem(section.line("name"), "target " + name + " is there already, in line " + before);
        }
        return name.isEmpty() ? null : new TargetEntry(name, alias, reachedThrough, access, luns);
    }

    private static String targetName(String name) {
        IscsiNames.require(name, "target");
        return name;
    }

    private static String alias(String alias) {
        if (alias.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > MAX_ALIAS_BYTES) {
            throw new IllegalArgumentException("an alias of more than " + MAX_ALIAS_BYTES + " bytes");
        }
        return alias;
    }

    private Map<Integer, LunSpec> luns(Section section) {
        Map<Integer, LunSpec> luns = new TreeMap<>();
        section.each((number, text) -> {
            try {
                luns.put(lunNumber(number), lun(section, number, text));
            } catch (IllegalArgumentException e) {
                section.problem(section.line(number), String.valueOf(e.getMessage()));
            }
        });
        return luns;
    }

    private static int lunNumber(String text) {
        try {
            return Section.wholeNumber(text, 0, Lun.MAX);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(text + ": a LUN is a number from 0 to " + Lun.MAX, e);
        }
    }

    private LunSpec lun(Section section, String number, String text) {
        LunSpec placed = LunSpec.parse(text).below(folder);
        Path reservations = placed.options().reservationFile();
        if (reservations != null) {
            requireFolderOf(reservations, number);
        }
        if (placed.store() != LunSpec.Store.FILE) {
            return placed;
        }
        Path path = Path.of(placed.path()).normalize();
        if (!placed.options().readOnly()) {
            Integer before = lineOfWritableFile.putIfAbsent(path, section.line(number));
            if (before != null) {
                throw new IllegalArgumentException("LUN " + number + ": line " + before + " serves " + path
                        + " already: one file is one writable disk");
            }
        }
        if (placed.sizeBytes() == 0 && isMissingOrEmpty(path)) {
            throw new IllegalArgumentException("LUN " + number + ": there is no file " + path
                    + ", or it is empty; to make one, add a size: " + text + ",size=1g");
        }
        requireFolderOf(path, number);
        return placed;
    }

    private static void requireFolderOf(Path path, String number) {
        Path parent = path.getParent();
        if (parent != null && !Files.isDirectory(parent)) {
            throw new IllegalArgumentException("LUN " + number + ": there is no folder " + parent);
        }
    }

    private static boolean isMissingOrEmpty(Path path) {
        try {
            return Files.isRegularFile(path) ? Files.size(path) == 0 : !Files.exists(path);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot look at " + path + ": " + e, e);
        }
    }
}
