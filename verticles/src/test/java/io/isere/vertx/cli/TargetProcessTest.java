package io.isere.vertx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.vertx.testing.Child;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code isere target} as a process: serves, is found, and stops in order. */
class TargetProcessTest {
    @TempDir
    private Path folder;

    @Test
    void shouldServeUntilToldToStop() throws Exception {
        Path disk = folder.resolve("disk");
        try (Child target = new Child(
                "target", "--portal", "127.0.0.1:0", "--lun", "file:" + disk + ",size=1m,bs=4096", "--lun", "ram:2m")) {
            String portal = target.portal();
            assertThat(Run.of("discover", portal).out())
                    .isEqualToIgnoringNewLines(portal + ",1 " + TargetCommand.DEFAULT_NAME);
            Run inquiry = Run.of("inquiry", "iser://" + portal + "/" + TargetCommand.DEFAULT_NAME + "/0");
            assertThat(inquiry.out()).contains("vendor ISERE", "capacity 1048576 bytes", "256 blocks of 4096 bytes");
            Path source = Files.writeString(folder.resolve("source"), "hello, disk");
            Run copy = Run.of("copy", source.toString(), "iser://" + portal + "/" + TargetCommand.DEFAULT_NAME + "/0");
            assertThat(copy.status()).isZero();
            target.terminate();
            assertThat(target.line("stopped ")).isEqualTo("stopped " + TargetCommand.DEFAULT_NAME);
            assertThat(target.exitStatus()).isZero();
        }
        assertThat(Files.readString(disk)).startsWith("hello, disk");
    }

    @Test
    void shouldSayThatThePortIsTaken() {
        try (Child first = new Child("target", "--portal", "127.0.0.1:0", "--lun", "ram:1m")) {
            String portal = first.portal();
            Run second = Run.of("target", "--portal", portal, "--lun", "ram:1m");
            assertThat(second.status()).isEqualTo(ExitCodes.FAILED);
            assertThat(second.err()).contains(portal).containsIgnoringCase("in use");
        }
    }
}
