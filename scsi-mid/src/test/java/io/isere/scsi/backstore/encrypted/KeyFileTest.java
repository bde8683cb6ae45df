package io.isere.scsi.backstore.encrypted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys in files, and what a loss of power makes of them. */
class KeyFileTest {
    @TempDir
    Path directory;

    private Path path;
    private Path next;

    @BeforeEach
    void name() {
        path = directory.resolve("disk.key");
        next = directory.resolve("disk.key.new");
    }

    @Test
    void makesAKeyForItsOwnerOnly() throws IOException {
        String made = KeyFile.open(path, true).load().digits();
        assertThat(made).hasSize(128);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
        assertThat(KeyFile.open(path, true).load().digits()).isEqualTo(made);
        assertThat(next).doesNotExist();
    }

    @Test
    void neverMakesOneForWhatHasBeenStored() {
        assertThatThrownBy(() -> KeyFile.open(path, false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("there is no key " + path)
                .hasMessageContaining("openssl rand -hex 64");
        assertThat(path).doesNotExist();
    }

    @Test
    void replacesAKeyAndOverwritesTheOldOneWhereItLies() throws IOException {
        KeyFile file = KeyFile.open(path, true);
        Path old = directory.resolve("second name of the old file");
        Files.createLink(old, path);
        XtsKey key = XtsKey.random();
        file.replace(key);
        assertThat(file.load().digits()).isEqualTo(key.digits());
        assertThat(Files.readString(old)).isEqualTo("-".repeat(128) + "\n");
        assertThat(next).doesNotExist();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
    }

    @Test
    void aCrashBeforeTheOldKeyIsOverwrittenLeavesIt() throws IOException {
        String old = KeyFile.open(path, true).load().digits();
        put(next, XtsKey.random().digits());
        assertThat(KeyFile.open(path, false).load().digits()).isEqualTo(old);
        assertThat(next).doesNotExist();
    }

    @Test
    void aCrashWhileTheNewKeyIsWrittenLeavesTheOld() throws IOException {
        String old = KeyFile.open(path, true).load().digits();
        put(next, "0123");
        assertThat(KeyFile.open(path, false).load().digits()).isEqualTo(old);
        assertThat(next).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 64, 127})
    void aCrashOnceTheOldKeyIsOverwrittenInPartLeavesTheNew(int left) throws IOException {
        String old = KeyFile.open(path, true).load().digits();
        XtsKey key = XtsKey.random();
        put(next, key.digits());
        put(path, "-".repeat(128 - left) + old.substring(128 - left));
        assertThat(KeyFile.open(path, false).load().digits()).isEqualTo(key.digits());
        assertThat(next).doesNotExist();
    }

    @Test
    void refusesAKeyThatIsDamagedOrOpenToOthers() throws IOException {
        for (String damaged : List.of("", "12", "x".repeat(128), "0".repeat(128), "12".repeat(65))) {
            put(path, damaged);
            assertThatThrownBy(() -> KeyFile.open(path, true))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(path + ": is no key of 128 hexadecimal digits");
        }
        put(path, XtsKey.random().digits());
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> KeyFile.open(path, true))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("chmod 600 " + path);
    }

    private static void put(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
