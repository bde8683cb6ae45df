package io.isere.vertx.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isere.iscsi.chap.ChapSecret;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFileTest {
    @TempDir
    private Path folder;

    private Path file(String content, String permissions) throws IOException {
        Path file = folder.resolve("a.secret");
        Files.writeString(file, content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "r--------", "rwx------"})
    void theOwnersFileIsRead(String permissions) throws IOException {
        Path file = file("correct horse battery\n", permissions);
        assertThat(SecretFile.read(file, false).isSameAs(ChapSecret.of("correct horse battery")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-rw-rw-", "rw-----wx"})
    void aFileOpenToOthersIsRefusedWithTheRemedy(String permissions) throws IOException {
        Path file = file("correct horse battery\n", permissions);
        assertThatThrownBy(() -> SecretFile.read(file, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("chmod 600 " + file)
                .hasMessageNotContaining("horse");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "one\ntwo lines here\n", "with a \0 null byte", "short", "tab\tis no secret"})
    void whatIsNoSecretIsRefusedUnshown(String content) throws IOException {
        Path file = file(content, "rw-------");
        assertThatThrownBy(() -> SecretFile.read(file, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file.toString())
                .hasMessageNotContainingAny("two", "short", "tab");
    }

    @Test
    void aShortSecretIsTakenWhenThatIsAllowed() throws IOException {
        assertThat(SecretFile.read(file("short", "rw-------"), true)).isNotNull();
    }

    @Test
    void aMissingFileIsNamed() {
        Path file = folder.resolve("none");
        assertThatThrownBy(() -> SecretFile.read(file, false))
                .hasMessage("there is no secret file " + file + ": make one with isere chap-secret " + file);
    }

    @Test
    void aMadeFileIsTheOwnersAndItsSecretIsLong() throws IOException {
        Path file = folder.resolve("new.secret");
        SecretFile.create(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file)).matches("[0-9a-f]{32}\n");
        assertThat(SecretFile.read(file, false)).isNotNull();
        assertThatThrownBy(() -> SecretFile.create(file)).isInstanceOf(FileAlreadyExistsException.class);
    }
}
