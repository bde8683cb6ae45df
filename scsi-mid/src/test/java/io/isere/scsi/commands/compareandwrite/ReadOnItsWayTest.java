package io.isere.scsi.commands.compareandwrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.cdb.AtomicCdb;
import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.lun.TaskRouter;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.Nexus;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.TaskStep;
import io.isere.scsi.task.TaskTransport;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import io.isere.scsi.testing.TestWire;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A READ whose data, sent from the RAM disk's own memory, is still on its way out: no exclusive write may tear it. */
@Tag(TestWire.IN_PLACE)
class ReadOnItsWayTest {
    private final TestUnit target = new TestUnit();
    private final SlowTransport slow = new SlowTransport();
    private final TaskRouter router = target.device.openNexus(slow);
    private final ScsiTask read = new ScsiTask().nexus(slow).transport(slow);

    private void startRead() {
        read.reset().cdbLengthBytes(BlockCdb.BLOCK_16.build(read.cdb(), Opcode.READ_16, 0, 2));
        read.direction(DataDirection.IN).expectedDataBytes(1024);
        router.submit(read);
        assertThat(slow.completed).containsExactly(read);
    }

    private void leave() {
        slow.completed.clear();
        router.dataLeft(read);
        target.loop.runAll();
    }

    private ScsiTask submit(ByteBuffer data, ToIntFunction<ByteBuffer> cdb) {
        ScsiTask task = TestUnit.withData(TestUnit.prepare(cdb), DataDirection.OUT, data);
        target.port.submit(task.completion(ended -> {}));
        target.loop.runAll();
        return task;
    }

    @ParameterizedTest
    @ValueSource(ints = {Opcode.COMPARE_AND_WRITE, Opcode.OR_WRITE_16, Opcode.WRITE_ATOMIC_16})
    void exclusiveWritesWaitUntilItHasLeft(int opcode) {
        startRead();
        ByteBuffer data = Memory.filled(0, 1024);
        data.put(600, (byte) 7);
        ScsiTask write = submit(data, cdb -> exclusive(cdb, opcode));
        assertThat(write.isGood()).isFalse();
        assertThat(read.data().slab(0).get(600)).as("a byte not sent yet").isZero();
        leave();
        assertThat(write.isGood()).isTrue();
        leave();
    }

    private static int exclusive(ByteBuffer cdb, int opcode) {
        return switch (opcode) {
            case Opcode.COMPARE_AND_WRITE -> AtomicCdb.buildCompareAndWrite(cdb, 0, 1);
            case Opcode.OR_WRITE_16 -> BlockCdb.BLOCK_16.build(cdb, opcode, 0, 2);
            default -> AtomicCdb.buildWriteAtomic(cdb, 0, 2, 0);
        };
    }

    @Test
    void otherRangesAndOtherReadsAreNotHeldUp() {
        startRead();
        assertThat(submit(Memory.filled(0, 1024), cdb -> AtomicCdb.buildCompareAndWrite(cdb, 2, 1))
                        .isGood())
                .isTrue();
        assertThat(target.read(0, 2, Memory.filled(1, 1024)).isGood()).isTrue();
        leave();
        startRead();
        leave();
    }

    @Test
    void aNexusThatIsLostBeforeItsDataHasLeftHoldsUpNobodyAfterwards() {
        startRead();
        router.close();
        ScsiTask write = submit(Memory.filled(0, 1024), cdb -> AtomicCdb.buildCompareAndWrite(cdb, 0, 1));
        assertThat(write.isGood()).isFalse();
        leave();
        assertThat(write.isGood()).isTrue();
    }

    /** Says of Data-In that it has not left. */
    private static final class SlowTransport implements TaskTransport, Nexus {
        private final List<ScsiTask> completed = new ArrayList<>();

        @Override
        public void acquireBuffer(ScsiTask task, int bytes, TaskStep next) {
            throw new AssertionError("a RAM disk needs no buffer");
        }

        @Override
        public void receiveDataOut(ScsiTask task, int bytes, TaskStep next) {
            throw new AssertionError("nothing is written by this nexus");
        }

        @Override
        public boolean sendDataIn(ScsiTask task, int bytes) {
            return false;
        }

        @Override
        public void complete(ScsiTask task) {
            completed.add(task);
        }

        @Override
        public String initiatorPortName() {
            return "slow";
        }

        @Override
        public Executor home() {
            return Runnable::run;
        }

        @Override
        public void abortTask(ScsiTask task, Runnable done) {
            done.run();
        }

        @Override
        public void abortTasks(long lun, Runnable done) {
            done.run();
        }
    }
}
