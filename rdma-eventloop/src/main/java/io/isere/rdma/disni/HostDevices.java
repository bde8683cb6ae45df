package io.isere.rdma.disni;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which RDMA devices the kernel has, and whether this process may use them. Control path; any thread.
 *
 * @param sysfs where the kernel lists its devices, {@code /sys/class/infiniband}
 * @param nodes where their device files are, {@code /dev/infiniband}
 */
record HostDevices(Path sysfs, Path nodes) {
    private static final String CONNECTION_MANAGER = "rdma_cm";
    private static final String VERBS = "uverbs";

    /** Those of this machine. */
    static HostDevices ofThisMachine() {
        return new HostDevices(Path.of("/sys/class/infiniband"), Path.of("/dev/infiniband"));
    }

    /** The devices' names, in order. */
    List<String> names() {
        return entries(sysfs);
    }

    /** Why none of them can be used, and what to do; null when one can. */
    @Nullable
    String problem() {
        if (names().isEmpty()) {
            return "this machine has no RDMA device (" + sysfs + " has no entry): load the adapter's driver, or make a"
                    + " software device, for example: modprobe siw; rdma link add siw0 type siw netdev eth0";
        }
        Path manager = nodes.resolve(CONNECTION_MANAGER);
        if (!Files.exists(manager)) {
            return "the kernel's RDMA connection manager has no door for programs (" + manager
                    + " is missing): modprobe rdma_ucm";
        }
        if (!mayUse(manager)) {
            return noPermission(manager);
        }
        List<Path> verbs = entries(nodes).stream()
                .filter(name -> name.startsWith(VERBS))
                .map(nodes::resolve)
                .toList();
        if (verbs.isEmpty()) {
            return "the RDMA devices have no door for programs (" + nodes.resolve(VERBS)
                    + "* is missing): modprobe ib_uverbs";
        }
        return verbs.stream().anyMatch(HostDevices::mayUse) ? null : noPermission(verbs.get(0));
    }

    private static boolean mayUse(Path node) {
        return Files.isReadable(node) && Files.isWritable(node);
    }

    private static String noPermission(Path node) {
        return "no permission to use " + node + ": run as a user who may read and write it (on many systems a member of"
                + " the group rdma), or change its mode";
    }

    private static List<String> entries(Path folder) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(entry -> names.add(String.valueOf(entry.getFileName())));
        } catch (IOException e) {
            return List.of();
        }
        Collections.sort(names);
        return names;
    }
}
