package io.isere.vertx.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.vertx.testing.Child;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running target as its administrator sees it, and disks as who uses them by hand does. */
class AdminCommandTest {
    @TempDir
    private Path folder;

    private Run ask(String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--admin";
        all[arguments.length + 1] = socket().toString();
        return Run.of(all);
    }

    private Path socket() {
        return folder.resolve("admin.sock");
    }

    @Test
    void shouldAdministerARunningTarget() {
        try (Child target =
                new Child("target", "--portal", "127.0.0.1:0", "--lun", "ram:1m", "--admin", socket().toString())) {
            target.portal();
            assertThat(ask("status").out()).contains(TargetCommand.DEFAULT_NAME, "ready", "0 commands");
            assertThat(new JsonObject(ask("status", "--json").out()).getBoolean("ready"))
                    .isTrue();
            assertThat(ask("sessions").out()).contains("nobody is logged in");
            assertThat(new JsonArray(ask("sessions", "--json").out())).isEmpty();
            assertThat(ask("luns", "add", "7", "file:" + folder.resolve("new.img") + ",size=2m")
                            .out())
                    .startsWith("LUN 7 of " + TargetCommand.DEFAULT_NAME + " added");
            assertThat(ask("luns").out()).contains("7    2.0 MiB", "new.img");
            assertThat(new JsonArray(ask("luns", "--json").out())).hasSize(2);
            assertThat(ask("luns", "add", "7", "ram:1m").err()).contains("in use");
            assertThat(ask("luns", "remove", "7").status()).isZero();
            assertThat(ask("luns", "remove", "7").status()).isEqualTo(ExitCodes.FAILED);
            assertThat(ask("top", "--count", "2", "--interval", "0.1").out()).contains("0 commands/s");
            assertThat(ask("top", "--count", "1", "--interval", "0.1", "--json").out())
                    .contains("commandsPerSecond");
            target.terminate();
            target.line("stopped ");
            assertThat(target.exitStatus()).isZero();
        }
        assertThat(socket()).doesNotExist();
        Run gone = ask("status");
        assertThat(gone.status()).isEqualTo(ExitCodes.NOT_REACHED);
        assertThat(gone.err()).contains("no target answers at");
    }

    @Test
    void shouldReadWriteAndVerifyByHand() throws Exception {
        try (Child target = new Child("target", "--portal", "127.0.0.1:0", "--lun", "ram:1m", "--admin", "none")) {
            String url = "iser://" + target.portal() + "/" + TargetCommand.DEFAULT_NAME + "/0";
            assertThat(Run.of("capacity", url).out()).startsWith("1048576 bytes (1.0 MiB), 2048 blocks of 512 bytes");
            assertThat(new JsonObject(Run.of("capacity", url, "--json").out()).getLong("blocks"))
                    .isEqualTo(2048);
            assertThat(new JsonObject(Run.of("inquiry", url, "--json").out()).getString("vendor"))
                    .isEqualTo("ISERE");
            assertThat(Run.of("write", url, "--lba", "3", "--text", "hello, disk")
                            .out())
                    .contains("wrote 11 bytes");
            assertThat(Run.of("read", url, "--lba", "3").out()).contains("0000000600  68 65 6c", "|hello, disk.....|");
            assertThat(Run.of("write", url, "--lba", "8", "--fill", "170", "--blocks", "16")
                            .status())
                    .isZero();
            Path file = folder.resolve("part");
            assertThat(Run.of("read", url, "--lba", "8", "--blocks", "16", "--out", file.toString())
                            .status())
                    .isZero();
            assertThat(Files.readAllBytes(file)).hasSize(8192).containsOnly(0xAA);
            assertThat(Run.of("verify", file.toString(), url + "?offset=4k").out())
                    .contains("are the same");
            Run different = Run.of("verify", file.toString(), url + "?offset=8k");
            assertThat(different.out()).contains("DIFFERENT: 4096 bytes, the first at 4096 of the file, block 24");
            assertThat(different.status()).isEqualTo(ExitCodes.MISMATCH);
            assertThat(Run.of("read", url, "--lba", "2048").err()).contains("the disk has blocks 0 to 2047");
            assertThat(Run.of("write", url, "--fill", "1").err()).contains("--blocks N");
            assertThat(Run.of("write", url).status()).isEqualTo(ExitCodes.USAGE);
        }
    }

    @Test
    void shouldPrintACompletionScript() {
        Run run = Run.of("completion");
        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("complete -F _complete_isere", "luns", "verify");
    }
}
