package io.isere.rdma.disni;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How much memory this process may lock: registered memory is. Reads what the kernel tells in {@code /proc}. Control path;
 * any thread.
 *
 * @param lockableBytes the limit, {@link Long#MAX_VALUE} when there is none
 */
record HostLimits(long lockableBytes) {
    private static final String LIMIT = "Max locked memory";
    private static final String CAPABILITIES = "CapEff:";
    private static final int CAP_IPC_LOCK = 14;

    /** Those of this process; no limit when they cannot be read. */
    static HostLimits ofThisProcess() {
        return of(lines(Path.of("/proc/self/limits")), lines(Path.of("/proc/self/status")));
    }

    /** From the lines of {@code /proc/self/limits} and {@code /proc/self/status}. */
    static HostLimits of(List<String> limits, List<String> status) {
        boolean mayExceed = status.stream().anyMatch(HostLimits::hasIpcLock);
        long bytes = limits.stream()
                .filter(line -> line.startsWith(LIMIT))
                .mapToLong(HostLimits::softLimit)
                .findFirst()
                .orElse(Long.MAX_VALUE);
        return new HostLimits(mayExceed ? Long.MAX_VALUE : bytes);
    }

    private static boolean hasIpcLock(String line) {
        if (!line.startsWith(CAPABILITIES)) {
            return false;
        }
        String mask = line.substring(CAPABILITIES.length()).trim();
        return (Long.parseUnsignedLong(mask, 16) >>> CAP_IPC_LOCK & 1) != 0;
    }

    private static long softLimit(String line) {
        String value = line.substring(LIMIT.length()).trim().split("\\s+", 2)[0];
        return value.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(value);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }

    /** What a native call's failure says, in one line, with what to do about the usual one. */
    static String explain(IOException cause) {
        String words = String.valueOf(cause.getMessage()).trim().replace("j2c::", "");
        if (words.contains("Cannot allocate memory")) {
            return words + " (the limit of locked memory is "
                    + describe(ofThisProcess().lockableBytes()) + "; see \"ulimit -l\")";
        }
        return words;
    }

    static String describe(long bytes) {
        return bytes == Long.MAX_VALUE ? "unlimited" : bytes + " bytes";
    }
}
