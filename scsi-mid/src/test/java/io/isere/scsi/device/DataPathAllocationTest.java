package io.isere.scsi.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.ScsiStatus;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.AllocationAssert;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** READ, WRITE and their errors, through port, router, device server and RAM, allocate nothing. */
class DataPathAllocationTest {
    private static final int WARM_UPS = 20_000;
    private static final int RUNS = 10_000;
    private static final int BLOCKS = 8;

    private final TestUnit target = new TestUnit();
    private long nextLba;

    @Test
    void readsOf4KiBAllocateNothing() {
        assertNothing(task(Opcode.READ_16, DataDirection.IN), ScsiStatus.GOOD);
    }

    @Test
    void writesOf4KiBAllocateNothing() {
        assertNothing(task(Opcode.WRITE_16, DataDirection.OUT), ScsiStatus.GOOD);
    }

    @Test
    void refusedReadsAllocateNothing() {
        nextLba = TestUnit.BLOCKS - 1;
        ScsiTask task = task(Opcode.READ_16, DataDirection.IN);
        AllocationAssert.zeroBytes(WARM_UPS, RUNS, () -> submit(task, TestUnit.BLOCKS - 1));
        assertThat(task.status()).isEqualTo(ScsiStatus.CHECK_CONDITION);
    }

    @Test
    void blocksWithProtectionInformationAllocateNothing() {
        TestUnit unit = new TestUnit(
                TestUnit.builder()
                        .protection(new Protection(ProtectionType.TYPE_1, TestUnit.ram()))
                        .build(),
                false);
        ByteBuffer data = ByteBuffer.allocateDirect(BLOCKS * (TestUnit.BLOCK_BYTES + ProtectionType.TUPLE_BYTES));
        ScsiTask write = protectedTask(Opcode.WRITE_16, DataDirection.OUT, 3, data);
        ScsiTask read = protectedTask(Opcode.READ_16, DataDirection.IN, 3, data);
        ScsiTask plain = task(Opcode.WRITE_16, DataDirection.OUT);
        ScsiTask checked = protectedTask(Opcode.READ_16, DataDirection.IN, 1, data);
        AllocationAssert.zeroBytes(WARM_UPS, RUNS, () -> {
            unit.port.submit(write);
            unit.port.submit(read);
            unit.port.submit(plain);
            unit.port.submit(checked);
        });
        assertThat(checked.isGood()).isTrue();
    }

    private static ScsiTask protectedTask(int opcode, DataDirection direction, int protect, ByteBuffer data) {
        ScsiTask task = TestUnit.prepare(cdb -> {
            int length = BlockCdb.BLOCK_16.build(cdb, opcode, 0, BLOCKS);
            BlockCdb.BLOCK_16.setProtect(cdb, protect);
            return length;
        });
        return TestUnit.withData(task, direction, data).completion(ended -> {});
    }

    private void assertNothing(ScsiTask task, int status) {
        AllocationAssert.zeroBytes(WARM_UPS, RUNS, () -> {
            submit(task, nextLba);
            nextLba = (nextLba + BLOCKS) % TestUnit.BLOCKS;
        });
        assertThat(task.status()).isEqualTo(status);
    }

    private static ScsiTask task(int opcode, DataDirection direction) {
        ScsiTask task = TestUnit.prepare(cdb -> BlockCdb.BLOCK_16.build(cdb, opcode, 0, BLOCKS));
        TestUnit.withData(task, direction, ByteBuffer.allocateDirect(BLOCKS * TestUnit.BLOCK_BYTES));
        return task.completion(ended -> {});
    }

    private void submit(ScsiTask task, long lba) {
        BlockCdb.BLOCK_16.build(task.cdb(), task.cdb().get(0) & 0xFF, lba, BLOCKS);
        target.port.submit(task);
    }
}
