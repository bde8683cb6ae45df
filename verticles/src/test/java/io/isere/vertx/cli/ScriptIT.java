package io.isere.vertx.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts, run as a user runs them, on the jar that this build has packaged. */
class ScriptIT {
    /** Exit status of a script that cannot do its work on this machine. */
    private static final int CANNOT = 77;

    private static final Path ROOT = Path.of(System.getProperty("isere.root"));

    @TempDir
    private Path folder;

    private Path file;

    private record Result(int status, String output) {}

    @BeforeEach
    void makeFile() throws IOException {
        byte[] content = new byte[3_000_001];
        new Random(1).nextBytes(content);
        file = Files.write(folder.resolve("a file"), content);
    }

    private Result run(String script, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(ROOT.resolve(script).toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("ISERE_JAR", System.getProperty("isere.jar"));
        builder.environment().put("TMPDIR", folder.toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(4, TimeUnit.MINUTES)).isTrue();
        return new Result(process.exitValue(), output);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "ram:1g"})
    void quickstartShouldEndWithMatchingDigests(String lun) throws Exception {
        Result result = run("samples/quickstart", file.toString(), "--lun", lun);
        assertThat(result.output()).contains("serving ", "wrote 2.9 MiB", "read 2.9 MiB", "all digests match");
        assertThat(result.status()).isZero();
        assertNothingIsLeft();
    }

    @Test
    void quickstartShouldCopyAFileThatIsOnAnyMachine() throws Exception {
        Result result = run("samples/quickstart");
        assertThat(result.output()).contains("/lib/", "all digests match");
        assertThat(result.status()).isZero();
    }

    @Test
    void quickstartShouldFailWhenTheDiskIsTooSmall() throws Exception {
        Result result = run("samples/quickstart", file.toString(), "--lun", "ram:1m");
        assertThat(result.output()).contains("does not fit").doesNotContain("all digests match");
        assertThat(result.status()).isNotZero();
        assertNothingIsLeft();
    }

    /** The script's work folder is gone, and with it went its target. */
    private void assertNothingIsLeft() throws IOException {
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    /** Wireshark's opinion on the quickstart's bytes. */
    @Test
    void captureShouldDecode() throws Exception {
        Result result = run("bench/interop/capture-check", file.toString());
        assumeFalse(result.status() == CANNOT, result.output());
        assertThat(result.output()).contains("malformed 0", "all of it decodes");
        assertThat(result.status()).isZero();
    }
}
