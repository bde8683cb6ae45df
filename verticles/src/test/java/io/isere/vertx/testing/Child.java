package io.isere.vertx.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The isere command in a process of its own, with this test's class path. */
public final class Child implements AutoCloseable {
    private static final long LIMIT_S = 60;

    /** After this it is killed, so that whoever waits for a line of it goes on. */
    private static final long LIFE_S = 300;

    private final Process process;
    private final BufferedReader output;

    /** Starts it; stderr goes with stdout. */
    public Child(String... arguments) {
        List<String> command = new ArrayList<>();
        if (ignoresHangup()) {
            command.addAll(List.of("env", "--default-signal=HUP"));
        }
        command.addAll(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                "io.isere.vertx.cli.IsereMain"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.remove("JAVA_TOOL_OPTIONS");
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        output = new BufferedReader(process.inputReader(StandardCharsets.UTF_8));
        CompletableFuture.delayedExecutor(LIFE_S, TimeUnit.SECONDS).execute(process::destroyForcibly);
    }

    /** Whether this process was told so, as by nohup: a child would ignore SIGHUP too. Known on Linux only. */
    private static boolean ignoresHangup() {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return false;
        }
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("SigIgn:"))
                    .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1) != 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads on to the line that begins so. */
    public String line(String beginning) {
        StringBuilder seen = new StringBuilder();
        try {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith(beginning)) {
                    return line;
                }
                seen.append(line).append('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("no line begins with '" + beginning + "':\n" + seen);
    }

    /** For a target: where it serves. */
    public String portal() {
        return line("serving ").replaceFirst(".* on ([^ ]+) over .*", "$1");
    }

    /** SIGTERM; unlike {@link Process#destroy} it leaves the output to be read. */
    public void terminate() {
        process.toHandle().destroy();
    }

    /** SIGHUP. */
    public void hangUp() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())).start().waitFor();
    }

    /** SIGKILL. */
    public void kill() {
        process.destroyForcibly();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for its end. */
    public int exitStatus() {
        try {
            if (!process.waitFor(LIMIT_S, TimeUnit.SECONDS)) {
                throw new AssertionError("the process does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        kill();
    }
}
