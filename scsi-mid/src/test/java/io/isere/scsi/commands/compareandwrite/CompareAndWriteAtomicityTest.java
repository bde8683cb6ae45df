package io.isere.scsi.commands.compareandwrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.backstore.BackstoreOp;
import io.isere.scsi.cdb.AtomicCdb;
import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.lun.LocalPort;
import io.isere.scsi.lun.ScsiTargetDevice;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.FakeBackstore;
import io.isere.scsi.testing.TestUnit;
import io.isere.scsi.testing.TestWire;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** COMPARE AND WRITE against other commands, of its own loop and of others. */
@Tag(TestWire.IN_PLACE)
class CompareAndWriteAtomicityTest {
    private static final int LOOPS = 3;
    private static final int INCREMENTS = 300;

    private final FakeBackstore store = new FakeBackstore(1 << 20);
    private final TestUnit target = new TestUnit(store);

    @Test
    void waitsForWhatIsUnderWayInItsRangeAndKeepsOutWhatComes() {
        store.hold();
        ScsiTask before = submit(writeTask(0));
        ScsiTask exclusive = submit(compareTask(0));
        target.loop.runAll();
        assertThat(store.submitted(BackstoreOp.READ)).isZero();
        ScsiTask overlapping = submit(writeTask(0));
        ScsiTask elsewhere = submit(writeTask(8));
        assertThat(store.submitted(BackstoreOp.WRITE)).isEqualTo(2);
        store.release();
        target.loop.runAll();
        assertThat(List.of(before, exclusive, overlapping, elsewhere)).allMatch(ScsiTask::isGood);
        assertThat(store.submitted(BackstoreOp.WRITE)).isEqualTo(4);
        assertThat(store.submitted(BackstoreOp.READ)).isEqualTo(1);
    }

    @Test
    void anAbortedOneLetsTheOthersIn() {
        store.hold();
        submit(writeTask(0));
        ScsiTask exclusive = submit(compareTask(0));
        ScsiTask behind = submit(writeTask(0));
        exclusive.requestAbort();
        store.release();
        target.loop.runAll();
        assertThat(exclusive.isGood()).isFalse();
        assertThat(behind.isGood()).isTrue();
    }

    @Test
    void countersOfManyLoopsLoseNothing() {
        ScsiTargetDevice device = new ScsiTargetDevice(TestUnit.TARGET, false);
        device.addLun(0, TestUnit.builder().build());
        List<ExecutorService> loops = new ArrayList<>();
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        for (int index = 0; index < LOOPS; index++) {
            ExecutorService loop = Executors.newSingleThreadExecutor();
            loops.add(loop);
            CompletableFuture<Void> end = new CompletableFuture<>();
            ends.add(end);
            String name = "loop" + index;
            loop.execute(() -> new Incrementer(new LocalPort(device, name, loop, 8), end).compare());
        }
        CompletableFuture.allOf(ends.toArray(new CompletableFuture<?>[0])).join();
        loops.forEach(ExecutorService::shutdown);
        ByteBuffer counter = ByteBuffer.allocateDirect(512);
        new LocalPort(device, "last", Runnable::run, 8)
                .submit(TestUnit.withData(
                                TestUnit.prepare(cdb -> BlockCdb.BLOCK_16.build(cdb, Opcode.READ_16, 0, 1)),
                                DataDirection.IN,
                                counter)
                        .completion(task -> {}));
        assertThat(counter.getLong(0)).isEqualTo((long) LOOPS * INCREMENTS);
    }

    /** Adds one to the counter in block 0, again and again, on a loop of its own. */
    private static final class Incrementer {
        private final LocalPort port;
        private final CompletableFuture<Void> end;
        private long expected;
        private int left = INCREMENTS;

        Incrementer(LocalPort port, CompletableFuture<Void> end) {
            this.port = port;
            this.end = end;
        }

        void compare() {
            ByteBuffer both = ByteBuffer.allocateDirect(1024);
            both.putLong(0, expected).putLong(512, expected + 1);
            ScsiTask task = TestUnit.prepare(cdb -> AtomicCdb.buildCompareAndWrite(cdb, 0, 1));
            port.submit(TestUnit.withData(task, DataDirection.OUT, both).completion(this::onCompared));
        }

        private void onCompared(ScsiTask task) {
            if (task.isGood()) {
                left--;
                expected++;
            }
            if (left == 0) {
                end.complete(null);
            } else if (task.isGood()) {
                compare();
            } else {
                read();
            }
        }

        private void read() {
            ByteBuffer block = ByteBuffer.allocateDirect(512);
            ScsiTask task = TestUnit.prepare(cdb -> BlockCdb.BLOCK_16.build(cdb, Opcode.READ_16, 0, 1));
            port.submit(TestUnit.withData(task, DataDirection.IN, block).completion(ended -> {
                expected = block.getLong(0);
                compare();
            }));
        }
    }

    private ScsiTask submit(ScsiTask task) {
        target.port.submit(task.completion(ended -> {}));
        return task;
    }

    private static ScsiTask writeTask(long lba) {
        ScsiTask task = TestUnit.prepare(cdb -> BlockCdb.BLOCK_16.build(cdb, Opcode.WRITE_16, lba, 1));
        return TestUnit.withData(task, DataDirection.OUT, ByteBuffer.allocateDirect(512));
    }

    private static ScsiTask compareTask(long lba) {
        ScsiTask task = TestUnit.prepare(cdb -> AtomicCdb.buildCompareAndWrite(cdb, lba, 1));
        return TestUnit.withData(task, DataDirection.OUT, ByteBuffer.allocateDirect(1024));
    }
}
