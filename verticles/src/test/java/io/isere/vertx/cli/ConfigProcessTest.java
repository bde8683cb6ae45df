package io.isere.vertx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.vertx.testing.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code isere target --config} as a process: it starts from a file, reads it again at SIGHUP, and says what is wrong. */
class ConfigProcessTest {
    private static final String ONE = """
        portals:
          - listen: 127.0.0.1:0
        targets:
          - name: iqn.2026-11.io.isere:one
            luns: {0: ram:1m}
        """;

    @TempDir
    private Path folder;

    @Test
    void shouldReadItsFileAgainAtSighup() throws IOException, InterruptedException {
        Path file = folder.resolve("target.yaml");
        Files.writeString(file, ONE);
        try (Child target = new Child("target", "--config", file.toString())) {
            String portal = target.portal();
            Files.writeString(file, ONE + "  - name: iqn.2026-11.io.isere:two\n    luns: {4: ram:2m}\n");
            target.hangUp();
            assertThat(target.line("reloaded")).endsWith("1 changes");
            Run two = Run.of("inquiry", "iser://" + portal + "/iqn.2026-11.io.isere:two/4");
            assertThat(two.out()).contains("capacity 2097152 bytes");
            Files.writeString(file, ONE + "  - nam: iqn.2026-11.io.isere:three\n");
            target.hangUp();
            assertThat(target.line(file + ":6: ")).contains("a target needs 'name'");
            target.line("not reloaded");
            assertThat(Run.of("inquiry", "iser://" + portal + "/iqn.2026-11.io.isere:two/4")
                            .status())
                    .isZero();
            target.terminate();
            target.line("stopped");
            assertThat(target.exitStatus()).isZero();
        }
    }

    @Test
    void shouldCheckAFile() throws IOException {
        Path file = folder.resolve("target.yaml");
        Files.writeString(file, ONE);
        Run good = Run.of("check-config", file.toString());
        assertThat(good.status()).isZero();
        assertThat(good.out()).contains("good: 1 targets, 1 LUNs, 1 portals");
        Files.writeString(file, ONE + "limit: 3\n");
        Run bad = Run.of("check-config", file.toString());
        assertThat(bad.status()).isEqualTo(ExitCodes.FAILED);
        assertThat(bad.err()).contains("target.yaml:6: 'limit' is not known in the file");
        assertThat(Run.of("target", "--config", file.toString()).status()).isEqualTo(ExitCodes.FAILED);
        assertThat(Run.of("target", "--config", file.toString(), "--lun", "ram:1m")
                        .err())
                .contains("with --config, --lun is said in the file");
    }
}
