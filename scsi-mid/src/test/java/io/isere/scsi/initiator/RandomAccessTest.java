package io.isere.scsi.initiator;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.backstore.Backstore;
import io.isere.scsi.backstore.file.FileBackstore;
import io.isere.scsi.backstore.file.FileBackstoreOptions;
import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.device.LogicalUnitIdentity;
import io.isere.scsi.lun.LocalPort;
import io.isere.scsi.lun.ScsiTargetDevice;
import io.isere.scsi.testing.ManualLoop;
import io.isere.scsi.testing.TestUnit;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several loops at one logical unit, many requests each in flight, every read checked against a model. */
class RandomAccessTest {
    private static final int LOOPS = 3;
    private static final int REGION_BLOCKS = 1024;
    private static final int SLOTS = 16;
    private static final int REQUESTS = 1500;

    @TempDir
    Path directory;

    @Test
    void onRam() throws Exception {
        verify(TestUnit.ram());
    }

    @Test
    void onAFile() throws Exception {
        FileBackstoreOptions options = new FileBackstoreOptions().sizeBytes((long) LOOPS * REGION_BLOCKS * 512);
        Backstore store = FileBackstore.open(directory.resolve("random.img"), options);
        verify(store);
        store.close().toCompletionStage().toCompletableFuture().get();
    }

    private static void verify(Backstore store) throws InterruptedException, ExecutionException, IOException {
        long seed = Long.getLong("isere.test.seed", System.nanoTime());
        ScsiTargetDevice target = new ScsiTargetDevice(TestUnit.TARGET);
        target.addLun(
                0,
                LogicalUnit.builder(LogicalUnitIdentity.ofSerial("r"), store)
                        .maxTransferBytes(32 * 512)
                        .build());
        ExecutorService threads = Executors.newFixedThreadPool(LOOPS);
        List<java.util.concurrent.Future<?>> clients = new ArrayList<>();
        for (int index = 0; index < LOOPS; index++) {
            long firstLba = (long) index * REGION_BLOCKS;
            clients.add(threads.submit(() -> new Client(target, firstLba, seed + firstLba).run()));
        }
        threads.shutdown();
        for (java.util.concurrent.Future<?> client : clients) {
            client.get();
        }
    }

    /** One loop with a region of its own: what it reads there is what it wrote there. */
    private static final class Client {
        private final ManualLoop loop = new ManualLoop();
        private final byte[] model = new byte[REGION_BLOCKS * 512];
        private final Random random;
        private final long firstLba;
        private final long seed;
        private final BlockDevice device;
        private int ended;

        Client(ScsiTargetDevice target, long firstLba, long seed) {
            this.firstLba = firstLba;
            this.seed = seed;
            random = new Random(seed);
            LocalPort port = new LocalPort(target, "client" + firstLba, loop, SLOTS / 2);
            Future<BlockDevice> opening = BlockDevice.open(port, 0);
            loop.runUntil(opening::isComplete);
            device = opening.result();
        }

        /** Requests in flight at one time touch different slots of the region, so their order does not matter. */
        void run() {
            int started = 0;
            while (started < REQUESTS) {
                int first = started;
                for (int slot = 0; slot < SLOTS; slot++, started++) {
                    start(slot);
                }
                loop.runUntil(() -> ended == first + SLOTS);
            }
        }

        private void start(int slot) {
            int slotBlocks = REGION_BLOCKS / SLOTS;
            int blocks = 1 + random.nextInt(slotBlocks);
            int at = slot * slotBlocks + random.nextInt(slotBlocks - blocks + 1);
            ByteBuffer buffer = ByteBuffer.allocateDirect(blocks * 512);
            Future<ScsiResult> request = random.nextBoolean() ? write(at, blocks, buffer) : read(at, blocks, buffer);
            request.onComplete(result -> {
                assertThat(result.succeeded())
                        .as("seed %d: %s", seed, result.cause())
                        .isTrue();
                ended++;
            });
        }

        private Future<ScsiResult> write(int at, int blocks, ByteBuffer buffer) {
            byte[] content = new byte[blocks * 512];
            random.nextBytes(content);
            buffer.put(0, content);
            System.arraycopy(content, 0, model, at * 512, content.length);
            return device.write(firstLba + at, blocks, buffer);
        }

        private Future<ScsiResult> read(int at, int blocks, ByteBuffer buffer) {
            return device.read(firstLba + at, blocks, buffer)
                    .onSuccess(result -> assertThat(buffer)
                            .as("block %d, -Disere.test.seed=%d", firstLba + at, seed)
                            .isEqualTo(ByteBuffer.wrap(model, at * 512, blocks * 512)));
        }
    }
}
