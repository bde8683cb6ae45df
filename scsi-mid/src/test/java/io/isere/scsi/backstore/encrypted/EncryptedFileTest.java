package io.isere.scsi.backstore.encrypted;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.backstore.Backstore;
import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.backstore.BackstoreStatus;
import io.isere.scsi.backstore.BackstoreSuite;
import io.isere.scsi.backstore.file.FileBackstore;
import io.isere.scsi.backstore.file.FileBackstoreOptions;
import io.isere.scsi.testing.Memory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncryptedFileTest extends BackstoreSuite {
    @TempDir
    Path directory;

    @Override
    protected Backstore create() throws IOException {
        Path disk = directory.resolve("disk.img");
        FileBackstore file = FileBackstore.open(disk, new FileBackstoreOptions().sizeBytes(CAPACITY_BYTES));
        return new EncryptedBackstore(file, 4096, KeyFile.open(keyPath(), true));
    }

    private Path keyPath() {
        return directory.resolve("disk.img.key");
    }

    @Test
    void whatWasWrittenIsThereAfterARestartAndNotInTheFile() throws Exception {
        write(512, Memory.filled(0x42, 9000));
        reopen();
        assertThat(readFirst()).containsOnly(0x42);
        assertThat(new String(Files.readAllBytes(directory.resolve("disk.img")), ISO_8859_1))
                .doesNotContain("BBBBBBBB");
    }

    @Test
    void whatWasWrittenBeforeAChangeOfTheKeyIsNoiseAfterARestartToo() throws Exception {
        write(0, Memory.filled(0x42, 8192));
        String oldKey = Files.readString(keyPath());
        assertThat(run(new BackstoreIo(this).changeKey())).isEqualTo(BackstoreStatus.OK);
        assertThat(Files.readString(keyPath())).isNotEqualTo(oldKey).hasSameSizeAs(oldKey);
        byte[] noise = readFirst();
        assertThat(noise).isNotEqualTo(Memory.bytes(Memory.filled(0x42, 512)));
        write(4096, Memory.filled(0x17, 512));
        reopen();
        assertThat(readFirst()).isEqualTo(noise);
        ByteBuffer read = ByteBuffer.allocateDirect(512);
        read(4096, read);
        assertThat(Memory.bytes(read)).containsOnly(0x17);
    }

    @Test
    void aKeyThatCannotBeReplacedFailsAndStaysInEffect() throws Exception {
        write(0, Memory.filled(0x42, 4096));
        Files.createDirectories(directory.resolve("disk.img.key.new/in/the/way"));
        assertThat(run(new BackstoreIo(this).changeKey())).isEqualTo(BackstoreStatus.WRITE_ERROR);
        assertThat(readFirst()).containsOnly(0x42);
    }

    private byte[] readFirst() {
        ByteBuffer read = ByteBuffer.allocateDirect(512);
        assertThat(read(512, read)).isEqualTo(BackstoreStatus.OK);
        return Memory.bytes(read);
    }

    private void reopen() throws Exception {
        store.close().toCompletionStage().toCompletableFuture().get();
        store = create();
    }
}
