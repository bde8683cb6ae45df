package io.isere.scsi.backstore.ram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isere.scsi.backstore.Backstore;
import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.backstore.BackstoreStatus;
import io.isere.scsi.backstore.BackstoreSuite;
import io.isere.scsi.task.DataSegments;
import io.isere.scsi.testing.Memory;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RamBackstoreTest extends BackstoreSuite {
    @Override
    protected Backstore create() {
        return new RamBackstore(CAPACITY_BYTES);
    }

    @Test
    void takesNoMemoryForWhatWasNeverWritten() {
        RamBackstore huge = new RamBackstore(1L << 40);
        DataSegments first = new DataSegments();
        DataSegments second = new DataSegments();
        assertThat(huge.mapRead(0, 512, first)).isTrue();
        assertThat(huge.mapRead((1L << 40) - 512, 512, second)).isTrue();
        assertThat(first.slab(0)).isSameAs(second.slab(0));
    }

    @Test
    void mapsAcrossChunks() {
        DataSegments mapped = new DataSegments();
        assertThat(store.mapWrite(RamBackstore.CHUNK_BYTES - 512, 1024, mapped)).isTrue();
        assertThat(mapped.count()).isEqualTo(2);
        assertThat(mapped.offsetBytes(0)).isEqualTo(RamBackstore.CHUNK_BYTES - 512);
        assertThat(mapped.offsetBytes(1)).isZero();
    }

    @Test
    void aRangeOfMoreSegmentsThanAListHoldsIsNotMapped() {
        RamBackstore large = new RamBackstore(64L << 20);
        DataSegments mapped = new DataSegments();
        assertThat(large.mapRead(0, 33 << 20, mapped)).isFalse();
        assertThat(mapped.count()).isZero();
    }

    @Test
    void twoThreadsThatMakeTheSameChunkSeeEachOther() throws InterruptedException {
        for (int round = 0; round < 50; round++) {
            RamBackstore shared = new RamBackstore(CAPACITY_BYTES);
            CountDownLatch start = new CountDownLatch(1);
            Thread low = writer(shared, start, 0, 0x11);
            Thread high = writer(shared, start, 4096, 0x22);
            start.countDown();
            low.join();
            high.join();
            ByteBuffer read = ByteBuffer.allocateDirect(8192);
            BackstoreIo io = new BackstoreIo(this).read(0, Memory.segments(read));
            shared.submit(io.thenOn(loop, done -> {}));
            assertThat(Memory.bytes(read, 0, 4096)).containsOnly(0x11);
            assertThat(Memory.bytes(read, 4096, 4096)).containsOnly(0x22);
        }
    }

    @Test
    void unmappingAndWritingAgainTakesNoNewMemory() {
        AtomicInteger allocations = new AtomicInteger();
        RamBackstore small = new RamBackstore(CAPACITY_BYTES, bytes -> {
            allocations.incrementAndGet();
            return ByteBuffer.allocateDirect(bytes);
        });
        for (int round = 0; round < 5; round++) {
            DataSegments data = Memory.segments(Memory.filled(0x5a, 512));
            small.submit(new BackstoreIo(this).write(4096, data, false).thenOn(loop, done -> {}));
            ByteBuffer read = ByteBuffer.allocateDirect(8192);
            small.submit(new BackstoreIo(this).read(0, Memory.segments(read)).thenOn(loop, done -> {}));
            assertThat(Memory.bytes(read, 4096, 512)).containsOnly(0x5a);
            assertThat(Memory.bytes(read, 0, 4096))
                    .as("what the chunk held before")
                    .containsOnly(0);
            small.submit(
                    new BackstoreIo(this).unmap(0, RamBackstore.CHUNK_BYTES).thenOn(loop, done -> {}));
            assertThat(small.isMapped(0)).isFalse();
        }
        assertThat(allocations).hasValue(1);
    }

    private static Thread writer(RamBackstore store, CountDownLatch start, long offsetBytes, int value) {
        Thread thread = new Thread(() -> {
            try {
                start.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            DataSegments data = Memory.segments(Memory.filled(value, 4096));
            store.submit(new BackstoreIo(store).write(offsetBytes, data, false).thenOn(Runnable::run, done -> {}));
        });
        thread.start();
        return thread;
    }

    @Test
    void refusesACapacityOutOfRange() {
        assertThatThrownBy(() -> new RamBackstore(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RamBackstore(Long.MAX_VALUE)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void answersNoSpaceOnceTheMemoryIsExhausted() {
        RamBackstore starved = new RamBackstore(CAPACITY_BYTES, bytes -> {
            throw new OutOfMemoryError("Cannot reserve direct buffer memory");
        });
        DataSegments mapped = new DataSegments();
        assertThat(starved.mapWrite(0, 4096, mapped)).isFalse();
        BackstoreIo io = new BackstoreIo(this).write(0, Memory.segments(Memory.filled(1, 4096)), false);
        starved.submit(io.thenOn(loop, done -> {}));
        assertThat(io.status()).isEqualTo(BackstoreStatus.NO_SPACE);
        assertThat(starved.mapRead(0, 4096, mapped)).isTrue();
    }
}
