package io.isere.scsi.backstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.task.DataSegments;
import io.isere.scsi.testing.AllocationAssert;
import io.isere.scsi.testing.ManualLoop;
import io.isere.scsi.testing.Memory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How every writable {@link Backstore} behaves. A subclass gives the factory; tests run on one loop, stepped here. */
public abstract class BackstoreSuite {
    protected static final int CAPACITY_BYTES = 5 << 20;
    private static final int SECTOR_BYTES = 512;

    protected final ManualLoop loop = new ManualLoop();
    protected Backstore store;

    /** A store of {@link #CAPACITY_BYTES} that reads as zeros. */
    protected abstract Backstore create() throws Exception;

    @BeforeEach
    void open() throws Exception {
        store = create();
    }

    @AfterEach
    void close() throws Exception {
        store.close().toCompletionStage().toCompletableFuture().get();
    }

    @Test
    void tellsItsCapacity() {
        assertThat(store.capacityBytes()).isEqualTo(CAPACITY_BYTES);
        assertThat(store.readOnly()).isFalse();
    }

    @Test
    void readsZerosWhereNothingWasWritten() {
        ByteBuffer buffer = Memory.filled(0xAA, 4096);
        assertThat(read(store.capacityBytes() - 4096, buffer)).isEqualTo(BackstoreStatus.OK);
        assertThat(Memory.bytes(buffer)).containsOnly(0);
    }

    @Test
    void readsBackWhatWasWritten() {
        Random random = new Random(1);
        ByteBuffer written = Memory.random(random, 3 << 20);
        ByteBuffer read = ByteBuffer.allocateDirect(3 << 20);
        assertThat(write((1 << 20) - SECTOR_BYTES, written)).isEqualTo(BackstoreStatus.OK);
        assertThat(read((1 << 20) - SECTOR_BYTES, read)).isEqualTo(BackstoreStatus.OK);
        assertThat(read).isEqualTo(written);
    }

    @Test
    void writesOnlyTheRangeAsked() {
        write(SECTOR_BYTES, Memory.filled(0x11, SECTOR_BYTES));
        ByteBuffer around = Memory.filled(0xAA, 3 * SECTOR_BYTES);
        read(0, around);
        assertThat(Memory.bytes(around, 0, SECTOR_BYTES)).containsOnly(0);
        assertThat(Memory.bytes(around, SECTOR_BYTES, SECTOR_BYTES)).containsOnly(0x11);
        assertThat(Memory.bytes(around, 2 * SECTOR_BYTES, SECTOR_BYTES)).containsOnly(0);
    }

    @Test
    void scattersAndGathers() {
        Random random = new Random(2);
        ByteBuffer written = Memory.random(random, 300_000);
        ByteBuffer read = ByteBuffer.allocateDirect(300_000);
        run(new BackstoreIo(this).write(777, Memory.scattered(random, written, 20), false));
        run(new BackstoreIo(this).read(777, Memory.scattered(random, read, 20)));
        assertThat(read).isEqualTo(written);
    }

    @Test
    void leavesPositionsAndLimitsOfSlabsAlone() {
        ByteBuffer slab = ByteBuffer.allocateDirect(9000).position(100).limit(8192);
        DataSegments segments = new DataSegments();
        segments.add(slab, 4096, 4096);
        run(new BackstoreIo(this).write(0, segments, false));
        run(new BackstoreIo(this).read(0, segments));
        assertThat(slab.position()).isEqualTo(100);
        assertThat(slab.limit()).isEqualTo(8192);
    }

    @Test
    void flushesAndForcesUnitAccess() {
        assertThat(run(new BackstoreIo(this).write(0, Memory.segments(Memory.filled(1, 4096)), true)))
                .isEqualTo(BackstoreStatus.OK);
        assertThat(run(new BackstoreIo(this).flush())).isEqualTo(BackstoreStatus.OK);
    }

    @Test
    void mappedMemoryIsTheStoresOwn() {
        DataSegments mapped = new DataSegments();
        if (!store.mapWrite(4096, 8192, mapped)) {
            assertThat(mapped.count()).isZero();
            assertThat(store.mapRead(4096, 8192, mapped)).isFalse();
            assertThat(mapped.count()).isZero();
            return;
        }
        assertThat(mapped.totalBytes()).isEqualTo(8192);
        mapped.putBytes(Memory.filled(0x77, 8192));
        assertThat(run(new BackstoreIo(this).write(4096, mapped, false))).isEqualTo(BackstoreStatus.OK);
        ByteBuffer read = ByteBuffer.allocateDirect(8192);
        read(4096, read);
        assertThat(Memory.bytes(read)).containsOnly(0x77);
    }

    @Test
    void completesOnTheHomeLoop() {
        Thread[] ranOn = new Thread[1];
        store.submit(new BackstoreIo(ranOn)
                .flush()
                .thenOn(loop, io -> ((Thread[]) io.owner())[0] = Thread.currentThread()));
        loop.runUntil(() -> ranOn[0] != null);
        assertThat(ranOn[0]).isSameAs(Thread.currentThread());
    }

    @Test
    void submittingAllocatesNothingOnTheLoop() {
        BackstoreIo io = new BackstoreIo(this).read(0, Memory.segments(ByteBuffer.allocateDirect(4096)));
        int[] ended = {0};
        BackstoreCompletion count = done -> ended[0]++;
        long leastBytes = Long.MAX_VALUE;
        for (int window = 0; window < 10 && leastBytes > 0; window++) {
            long bytes = 0;
            for (int run = 0; run < 1000; run++) {
                int endedBefore = ended[0];
                io.thenOn(loop, count);
                bytes += AllocationAssert.allocatedBytes(1, () -> store.submit(io));
                loop.runUntil(() -> ended[0] > endedBefore);
            }
            leastBytes = Math.min(leastBytes, bytes);
        }
        assertThat(leastBytes).isZero();
    }

    @Test
    void servesManyRequestsAtOnce() {
        int[] ended = {0};
        List<ByteBuffer> buffers = new ArrayList<>();
        for (int index = 0; index < 200; index++) {
            ByteBuffer buffer = Memory.filled(index, 4096);
            buffers.add(buffer);
            store.submit(new BackstoreIo(ended)
                    .write(index * 4096L, Memory.segments(buffer), false)
                    .thenOn(loop, io -> ((int[]) io.owner())[0]++));
        }
        loop.runUntil(() -> ended[0] == 200);
        for (int index = 0; index < 200; index++) {
            ByteBuffer read = ByteBuffer.allocateDirect(4096);
            read(index * 4096L, read);
            assertThat(read).isEqualTo(buffers.get(index));
        }
    }

    @Test
    void unmappedRangesReadAsZerosAndTheirNeighboursDoNot() {
        write(0, Memory.filled(0x11, 4 << 20));
        assertThat(run(new BackstoreIo(this).unmap(SECTOR_BYTES, (2 << 20) + SECTOR_BYTES)))
                .isEqualTo(BackstoreStatus.OK);
        ByteBuffer all = ByteBuffer.allocateDirect(4 << 20);
        read(0, all);
        int end = (2 << 20) + 2 * SECTOR_BYTES;
        assertThat(Memory.bytes(all, 0, SECTOR_BYTES)).containsOnly(0x11);
        assertThat(Memory.bytes(all, SECTOR_BYTES, end - SECTOR_BYTES)).containsOnly(0);
        assertThat(Memory.bytes(all, end, (4 << 20) - end)).containsOnly(0x11);
    }

    @Test
    void extentsCoverTheStore() {
        write(2 << 20, Memory.filled(0x11, SECTOR_BYTES));
        assertThat(store.isMapped(2 << 20)).isTrue();
        long at = 0;
        while (at < store.capacityBytes()) {
            assertThat(store.extentEndBytes(at)).isGreaterThan(at);
            at = store.extentEndBytes(at);
        }
        assertThat(at).isEqualTo(store.capacityBytes());
    }

    @Test
    void agreesWithAModelOverRandomRequests() {
        long seed = Long.getLong("isere.test.seed", System.nanoTime());
        Random random = new Random(seed);
        byte[] model = new byte[CAPACITY_BYTES];
        for (int step = 0; step < 500; step++) {
            int length = SECTOR_BYTES * (1 + random.nextInt(300));
            int offset = random.nextInt(CAPACITY_BYTES - length + 1);
            if (random.nextBoolean()) {
                ByteBuffer written = Memory.random(random, length);
                written.get(0, model, offset, length);
                run(new BackstoreIo(this).write(offset, Memory.scattered(random, written, 8), random.nextBoolean()));
            } else {
                ByteBuffer read = ByteBuffer.allocateDirect(length);
                run(new BackstoreIo(this).read(offset, Memory.scattered(random, read, 8)));
                assertThat(read)
                        .as("step %d at %d, -Disere.test.seed=%d", step, offset, seed)
                        .isEqualTo(ByteBuffer.wrap(model, offset, length));
            }
        }
    }

    @Test
    void answersClosedAfterClose() throws Exception {
        close();
        assertThat(run(new BackstoreIo(this).flush())).isEqualTo(BackstoreStatus.CLOSED);
        DataSegments mapped = new DataSegments();
        assertThat(store.mapWrite(0, 512, mapped)).isFalse();
    }

    protected final BackstoreStatus read(long offsetBytes, ByteBuffer into) {
        return run(new BackstoreIo(this).read(offsetBytes, Memory.segments(into)));
    }

    protected final BackstoreStatus write(long offsetBytes, ByteBuffer from) {
        return run(new BackstoreIo(this).write(offsetBytes, Memory.segments(from), false));
    }

    /** Submits a request and steps the loop until it has ended. */
    protected final BackstoreStatus run(BackstoreIo io) {
        boolean[] ended = {false};
        store.submit(io.thenOn(loop, done -> ended[0] = true));
        loop.runUntil(() -> ended[0]);
        return io.status();
    }
}
