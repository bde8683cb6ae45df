package io.isere.scsi.backstore.encrypted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.isere.scsi.backstore.Backstore;
import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.backstore.BackstoreStatus;
import io.isere.scsi.backstore.BackstoreSuite;
import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.scsi.testing.AllocationAssert;
import io.isere.scsi.testing.FakeBackstore;
import io.isere.scsi.testing.Memory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EncryptedRamTest extends BackstoreSuite {
    private static final int UNIT_BYTES = 512;

    private RamBackstore ram;

    @Override
    protected Backstore create() throws IOException {
        ram = new RamBackstore(CAPACITY_BYTES);
        return new EncryptedBackstore(ram, UNIT_BYTES, new MemoryKey());
    }

    @Test
    void storesNothingOfWhatIsWrittenAndLeavesTheWritersMemoryAlone() {
        ByteBuffer written = Memory.filled(0x5A, 200_704);
        write(4096, written);
        assertThat(Memory.bytes(written)).containsOnly(0x5A);
        byte[] stored = Memory.bytes(stored(4096, 200_704));
        assertThat(countOf(stored, 0x5A)).as("as often as in noise").isLessThan(stored.length / 64);
        assertThat(Memory.bytes(ByteBuffer.wrap(stored), 0, UNIT_BYTES))
                .as("equal blocks are stored differently")
                .isNotEqualTo(Memory.bytes(ByteBuffer.wrap(stored), UNIT_BYTES, UNIT_BYTES));
    }

    @Test
    void anotherKeyReadsNoiseOfWhatWasWrittenAndZerosOfWhatWasNot() {
        write(0, Memory.filled(0x5A, 65536));
        assertThat(run(new BackstoreIo(this).changeKey())).isEqualTo(BackstoreStatus.OK);
        ByteBuffer read = ByteBuffer.allocateDirect(65536);
        assertThat(read(0, read)).isEqualTo(BackstoreStatus.OK);
        assertThat(countOf(Memory.bytes(read), 0x5A)).isLessThan(65536 / 64);
        read(65536, read);
        assertThat(Memory.bytes(read)).containsOnly(0);
        write(0, Memory.filled(0x33, 65536));
        read(0, read);
        assertThat(Memory.bytes(read)).containsOnly(0x33);
    }

    @Test
    void partsOfUnitsAreUnmapped() {
        write(0, Memory.filled(0x11, 4096));
        run(new BackstoreIo(this).unmap(100, 50));
        run(new BackstoreIo(this).unmap(1000, 2000));
        ByteBuffer read = ByteBuffer.allocateDirect(4096);
        read(0, read);
        for (int at = 0; at < 4096; at++) {
            boolean unmapped = (at >= 100 && at < 150) || (at >= 1000 && at < 3000);
            assertThat(read.get(at)).as("byte %d", at).isEqualTo((byte) (unmapped ? 0 : 0x11));
        }
    }

    @Test
    void isThinAsWhatItLiesOver() {
        assertThat(store.thin()).isTrue();
        assertThat(store.encrypts()).isTrue();
        write(0, Memory.filled(1, UNIT_BYTES));
        assertThat(store.isMapped(0)).isTrue();
        run(new BackstoreIo(this).unmap(0, store.unmapGranularityBytes()));
        assertThat(store.isMapped(0)).isFalse();
    }

    @Test
    void partsOfUnitsWrittenAtTheSameTimeAreAllThere() {
        int[] ended = {0};
        for (int at = 0; at < 100; at++) {
            store.submit(new BackstoreIo(this)
                    .write(at * 100L, Memory.segments(Memory.filled(at + 1, 100)), false)
                    .thenOn(loop, io -> ended[0]++));
        }
        loop.runUntil(() -> ended[0] == 100);
        ByteBuffer read = ByteBuffer.allocateDirect(10_000);
        read(0, read);
        for (int at = 0; at < 10_000; at++) {
            assertThat(read.get(at)).as("byte %d", at).isEqualTo((byte) (at / 100 + 1));
        }
    }

    @Test
    void tellsWhatTheStoreBelowAnswers() throws Exception {
        FakeBackstore below = new FakeBackstore(1 << 20);
        EncryptedBackstore failing = new EncryptedBackstore(below, UNIT_BYTES, new MemoryKey());
        below.answer(BackstoreStatus.NO_SPACE);
        boolean[] ended = {false};
        BackstoreIo io = new BackstoreIo(this).write(0, Memory.segments(Memory.filled(1, 4096)), false);
        failing.submit(io.thenOn(loop, done -> ended[0] = true));
        loop.runUntil(() -> ended[0]);
        assertThat(io.status()).isEqualTo(BackstoreStatus.NO_SPACE);
        failing.close().toCompletionStage().toCompletableFuture().get();
    }

    @Test
    void aStoreThatDoesNotEncryptHasNoKeyToChange() {
        assertThat(ram.encrypts()).isFalse();
        BackstoreIo io = new BackstoreIo(this).changeKey();
        ram.submit(io.thenOn(loop, done -> {}));
        assertThat(io.status()).isEqualTo(BackstoreStatus.WRITE_ERROR);
    }

    @Test
    void itsThreadsAllocateNothing() throws Exception {
        EncryptedIo worker = ((EncryptedBackstore) store).newWorker(new MemoryKey().load());
        ByteBuffer data = Memory.random(new Random(1), 128 << 10);
        BackstoreIo write = new BackstoreIo(this).write(512, Memory.segments(data), true);
        BackstoreIo read = new BackstoreIo(this).read(700, Memory.segments(data));
        AllocationAssert.zeroBytes(200, 100, () -> {
            worker.execute(write);
            worker.execute(read);
        });
    }

    @Test
    void refusesUnitsOfOtherLengths() {
        for (int bytes : new int[] {0, 256, 520, 8192}) {
            assertThatIllegalArgumentException().isThrownBy(() -> new EncryptedBackstore(ram, bytes, new MemoryKey()));
        }
    }

    private ByteBuffer stored(long offsetBytes, int bytes) {
        ByteBuffer stored = ByteBuffer.allocateDirect(bytes);
        ram.submit(
                new BackstoreIo(this).read(offsetBytes, Memory.segments(stored)).thenOn(loop, io -> {}));
        return stored;
    }

    private static int countOf(byte[] bytes, int value) {
        int count = 0;
        for (byte each : bytes) {
            count += each == value ? 1 : 0;
        }
        return count;
    }
}
