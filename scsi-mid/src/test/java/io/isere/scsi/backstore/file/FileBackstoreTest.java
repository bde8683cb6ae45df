package io.isere.scsi.backstore.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isere.scsi.backstore.Backstore;
import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.backstore.BackstoreOp;
import io.isere.scsi.backstore.BackstoreStatus;
import io.isere.scsi.backstore.BackstoreSuite;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseData;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FileBackstoreTest extends BackstoreSuite {
    @TempDir
    Path directory;

    @Override
    protected Backstore create() throws IOException {
        return FileBackstore.open(sparse("disk.img", CAPACITY_BYTES));
    }

    private Path sparse(String name, long bytes) throws IOException {
        Path path = directory.resolve(name);
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(bytes);
        }
        return path;
    }

    @Test
    void oneFileIsServedOnce() {
        assertThatThrownBy(() -> FileBackstore.open(directory.resolve("disk.img")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("disk.img is in use by this process already");
    }

    @Test
    void aClosedFileCanBeOpenedAgain() throws Exception {
        write(0, Memory.filled(0x42, 512));
        store.close().toCompletionStage().toCompletableFuture().get();
        store = FileBackstore.open(directory.resolve("disk.img"));
        ByteBuffer read = ByteBuffer.allocateDirect(512);
        read(0, read);
        assertThat(Memory.bytes(read)).containsOnly(0x42);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskIsAWriteThatFailsAndNothingElse() throws Exception {
        Backstore full = FileBackstore.open(Path.of("/dev/full"), new FileBackstoreOptions().sizeBytes(1 << 20));
        TestUnit unit = new TestUnit(full);
        ByteBuffer data = Memory.filled(1, 4 * 512);
        ScsiTask write = unit.write(8, 4, data);
        Check.sense(write, SenseKey.DATA_PROTECT, SenseCode.SPACE_ALLOCATION_FAILED);
        assertThat(SenseData.information(write.sense(), write.senseLengthBytes()))
                .isEqualTo(8);
        Check.good(unit.read(8, 4, data));
        assertThat(Memory.bytes(data)).as("/dev/full reads as zeros").containsOnly(0);
        // A device that is no disk cannot be made stable, so its close fails.
        full.close().otherwiseEmpty().toCompletionStage().toCompletableFuture().get();
    }

    @Test
    void readsZerosBeyondTheEndOfAShortFile() throws Exception {
        Path path = directory.resolve("short.img");
        Files.write(path, new byte[] {1, 2, 3});
        Backstore grown = FileBackstore.open(path, new FileBackstoreOptions().sizeBytes(8192));
        ByteBuffer read = Memory.filled(0xAA, 8192);
        boolean[] ended = {false};
        grown.submit(new BackstoreIo(this).read(0, Memory.segments(read)).thenOn(loop, io -> ended[0] = true));
        loop.runUntil(() -> ended[0]);
        assertThat(Memory.bytes(read, 0, 3)).containsExactly(1, 2, 3);
        assertThat(Memory.bytes(read, 3, 8189)).containsOnly(0);
        grown.close().toCompletionStage().toCompletableFuture().get();
    }

    @Test
    void createsAFileOfGivenSize() throws Exception {
        Path path = directory.resolve("new.img");
        FileBackstore created = FileBackstore.open(path, new FileBackstoreOptions().sizeBytes(1 << 20));
        assertThat(created.capacityBytes()).isEqualTo(1 << 20);
        created.close().toCompletionStage().toCompletableFuture().get();
        assertThat(path).exists();
    }

    @Test
    void refusesWhatHasNoSizeOrIsNotThere() throws IOException {
        Path empty = sparse("empty.img", 0);
        assertThatThrownBy(() -> FileBackstore.open(empty))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is an empty file; open it with an explicit size");
        assertThatThrownBy(() -> FileBackstore.open(directory.resolve("none.img")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void readOnlyReadersShareAFileAndRefuseWrites() throws Exception {
        Path path = sparse("shared.img", 4096);
        FileBackstoreOptions readOnly = new FileBackstoreOptions().readOnly(true);
        FileBackstore reader = FileBackstore.open(path, readOnly);
        assertThat(reader.readOnly()).isTrue();
        BackstoreIo io = new BackstoreIo(this).write(0, Memory.segments(Memory.filled(1, 512)), false);
        boolean[] ended = {false};
        reader.submit(io.thenOn(loop, done -> ended[0] = true));
        loop.runUntil(() -> ended[0]);
        assertThat(io.status()).isEqualTo(BackstoreStatus.READ_ONLY);
        reader.close().toCompletionStage().toCompletableFuture().get();
    }

    @Test
    void closeFinishesWhatWasSubmitted() throws Exception {
        int[] ended = {0};
        for (int index = 0; index < 100; index++) {
            store.submit(new BackstoreIo(this)
                    .write(index * 4096L, Memory.segments(Memory.filled(1, 4096)), false)
                    .thenOn(loop, io -> ended[0] += io.status() == BackstoreStatus.OK ? 1 : 0));
        }
        store.close().toCompletionStage().toCompletableFuture().get();
        loop.runUntil(() -> ended[0] == 100);
    }

    @Test
    void aFullQueueAnswersBusyAndLosesNothing() throws Exception {
        Path path = sparse("busy.img", 1 << 20);
        FileBackstore small =
                FileBackstore.open(path, new FileBackstoreOptions().ioThreads(1).queueLength(2));
        int[] ended = {0};
        for (int index = 0; index < 500; index++) {
            small.submit(new BackstoreIo(this).flush().thenOn(loop, io -> {
                assertThat(io.status()).isIn(BackstoreStatus.OK, BackstoreStatus.BUSY);
                ended[0]++;
            }));
        }
        loop.runUntil(() -> ended[0] == 500);
        small.close().toCompletionStage().toCompletableFuture().get();
    }

    @Test
    void tellsAFullDiskFromOtherErrors() {
        assertThat(FileIo.statusOf(BackstoreOp.WRITE, new IOException("No space left on device")))
                .isEqualTo(BackstoreStatus.NO_SPACE);
        assertThat(FileIo.statusOf(BackstoreOp.WRITE, new IOException("Disk quota exceeded")))
                .isEqualTo(BackstoreStatus.NO_SPACE);
        assertThat(FileIo.statusOf(BackstoreOp.WRITE, new IOException("Input/output error")))
                .isEqualTo(BackstoreStatus.WRITE_ERROR);
        assertThat(FileIo.statusOf(BackstoreOp.READ, new IOException("Input/output error")))
                .isEqualTo(BackstoreStatus.READ_ERROR);
    }
}
