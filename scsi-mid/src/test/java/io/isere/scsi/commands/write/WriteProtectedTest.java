package io.isere.scsi.commands.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.cdb.AtomicCdb;
import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.cdb.ModeSelectCdb;
import io.isere.scsi.cdb.ModeSenseCdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.cdb.SanitizeCdb;
import io.isere.scsi.cdb.UnmapCdb;
import io.isere.scsi.device.CommandClass;
import io.isere.scsi.device.sbc.BlockDeviceServer;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

/** Every command that changes the medium, of a unit that is write protected, by its owner or by SWP. */
class WriteProtectedTest {
    private static final int DATA_BYTES = 1024;
    private static final int BLOCK_ERASE = 2;

    /** By opcode; the row of an opcode that is missing here fails the test. */
    private static Map<Integer, ToIntFunction<ByteBuffer>> writes() {
        Map<Integer, ToIntFunction<ByteBuffer>> writes = new TreeMap<>();
        block(writes, BlockCdb.BLOCK_6, Opcode.WRITE_6);
        block(writes, BlockCdb.BLOCK_10, Opcode.WRITE_10, Opcode.WRITE_AND_VERIFY_10, Opcode.WRITE_SAME_10);
        block(writes, BlockCdb.BLOCK_12, Opcode.WRITE_12, Opcode.WRITE_AND_VERIFY_12);
        block(writes, BlockCdb.BLOCK_16, Opcode.WRITE_16, Opcode.WRITE_AND_VERIFY_16, Opcode.WRITE_SAME_16);
        block(writes, BlockCdb.BLOCK_16, Opcode.OR_WRITE_16);
        writes.put(Opcode.COMPARE_AND_WRITE, cdb -> AtomicCdb.buildCompareAndWrite(cdb, 0, 1));
        writes.put(Opcode.WRITE_ATOMIC_16, cdb -> AtomicCdb.buildWriteAtomic(cdb, 0, 1, 0));
        writes.put(Opcode.UNMAP, cdb -> UnmapCdb.build(cdb, 24));
        writes.put(Opcode.SANITIZE, cdb -> SanitizeCdb.build(cdb, BLOCK_ERASE, false, false, 0));
        return writes;
    }

    private static void block(Map<Integer, ToIntFunction<ByteBuffer>> writes, BlockCdb layout, int... opcodes) {
        for (int opcode : opcodes) {
            writes.put(opcode, cdb -> layout.build(cdb, opcode, 0, 1));
        }
    }

    private static void assertAllRefused(TestUnit target, SenseCode why) {
        Map<Integer, ToIntFunction<ByteBuffer>> writes = writes();
        BlockDeviceServer.table(target.unit).forEachServed((opcode, action, row) -> {
            boolean changes = row.commandClass() == CommandClass.WRITE || row.commandClass() == CommandClass.SANITIZE;
            boolean flushes = opcode == Opcode.SYNCHRONIZE_CACHE_10 || opcode == Opcode.SYNCHRONIZE_CACHE_16;
            boolean copies = opcode == Opcode.EXTENDED_COPY;
            if (changes && !flushes && !copies) {
                assertThat(writes).as("opcode %02xh", opcode).containsKey(opcode);
            }
        });
        writes.forEach((opcode, cdb) -> {
            ScsiTask task = TestUnit.prepare(cdb);
            if (opcode != Opcode.SANITIZE) {
                TestUnit.withData(task, DataDirection.OUT, Memory.filled(0, DATA_BYTES));
            }
            Check.sense(target.run(task), SenseKey.DATA_PROTECT, why);
        });
        Check.good(target.read(0, 1, Memory.filled(1, 512)));
        ByteBuffer mode = ByteBuffer.allocateDirect(255);
        target.runIn(mode, cdb -> ModeSenseCdb.MODE_SENSE_10.build(cdb, 0x3F, 0, 255));
        assertThat(mode.get(3) & 0x80).as("WP").isEqualTo(0x80);
    }

    @Test
    void aReadOnlyUnit() {
        assertAllRefused(new TestUnit(TestUnit.builder().readOnly(true).build(), false), SenseCode.WRITE_PROTECTED);
    }

    @Test
    void softwareWriteProtect() {
        TestUnit target = new TestUnit();
        ByteBuffer list = ByteBuffer.allocateDirect(16);
        list.putInt(4, 0x0A0A_2010).putInt(8, 0x0800_0000).putInt(12, 0xFFFF_0000);
        Check.good(target.runOut(list, cdb -> ModeSelectCdb.MODE_SELECT_6.build(cdb, 16)));
        assertAllRefused(target, SenseCode.SOFTWARE_WRITE_PROTECTED);
    }
}
