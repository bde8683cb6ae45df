package io.isere.vertx.admin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Where the admin sockets of a user's targets are: one a process, named by its pid. Static functions. */
public final class AdminFolder {
    private static final String SUFFIX = ".sock";

    private AdminFolder() {}

    /**
     * The folder: {@code $ISERE_RUN_DIR}, else {@code $XDG_RUNTIME_DIR/isere}, else {@code isere-USER} in the folder of
     * temporary files.
     */
    public static Path of(Map<String, String> environment) {
        String own = environment.getOrDefault("ISERE_RUN_DIR", "");
        String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        if (!own.isEmpty()) {
            return Path.of(own);
        }
        return runtime.isEmpty()
                ? Path.of(System.getProperty("java.io.tmpdir"), "isere-" + System.getProperty("user.name"))
                : Path.of(runtime, "isere");
    }

    /** The socket of this process; takes away those of processes that are gone. */
    public static Path ownSocket(Map<String, String> environment) throws IOException {
        Path folder = of(environment);
        if (Files.isDirectory(folder) && isTrusted(folder)) {
            sweep(folder);
        }
        return of(environment).resolve(ProcessHandle.current().pid() + SUFFIX);
    }

    /** Removes the sockets of processes that are gone; what cannot be removed stays. */
    private static void sweep(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(AdminFolder::isOfDead).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static boolean isOfDead(Path socket) {
        return String.valueOf(socket.getFileName()).matches("[0-9]{1,10}\\.sock") && !isOfLiving(socket);
    }

    /** The sockets of processes that live. */
    public static List<Path> sockets(Map<String, String> environment) throws IOException {
        Path folder = of(environment);
        if (!Files.isDirectory(folder) || !isTrusted(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(AdminFolder::isOfLiving).sorted().toList();
        }
    }

    /**
     * Whether a folder is this user's or root's: in one of somebody else, anybody may listen.
     *
     * @throws IOException when it cannot be looked at
     */
    static boolean isTrusted(Path folder) throws IOException {
        try {
            Object owner = Files.getAttribute(folder, "unix:uid");
            return owner.equals(0) || owner.equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (UnsupportedOperationException | NoSuchFileException e) {
            // Elsewhere than on Linux folders of temporary files are the user's.
            return true;
        }
    }

    private static boolean isOfLiving(Path socket) {
        String file = String.valueOf(socket.getFileName());
        String pid = file.endsWith(SUFFIX) ? file.substring(0, file.length() - SUFFIX.length()) : "";
        return pid.matches("[0-9]{1,10}")
                && ProcessHandle.of(Long.parseLong(pid))
                        .map(ProcessHandle::isAlive)
                        .orElse(false);
    }
}
