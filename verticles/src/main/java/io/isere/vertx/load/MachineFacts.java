package io.isere.vertx.load;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;

/** What a measurement was made on, without which its figures say little. Static functions. */
public final class MachineFacts {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    private MachineFacts() {}

    /** Processor, cores, system, JVM, the load of the last minute and the time. */
    public static JsonObject now() {
        return new JsonObject()
                .put("cpu", cpu())
                .put("cores", Runtime.getRuntime().availableProcessors())
                .put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"))
                .put("architecture", System.getProperty("os.arch"))
                .put("jvm", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"))
                .put("loadAverage", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage())
                .put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    private static String cpu() {
        if (!Files.isReadable(CPU_INFO)) {
            return "unknown";
        }
        try (Stream<String> lines = Files.lines(CPU_INFO)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
