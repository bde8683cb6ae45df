package io.isere.scsi.commands.blocks4096;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.cdb.AtomicCdb;
import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.cdb.InquiryCdb;
import io.isere.scsi.cdb.ModeSenseCdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.cdb.ReadCapacity10Cdb;
import io.isere.scsi.cdb.ServiceActionIn16Cdb;
import io.isere.scsi.cdb.UnmapCdb;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseData;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every command that counts in blocks, of a unit with blocks of 4096 bytes: 512 of them in 2 MiB. */
class Blocks4096Test {
    private static final int BLOCK = 4096;
    private static final int BLOCKS = TestUnit.BLOCKS * TestUnit.BLOCK_BYTES / BLOCK;
    private static final Map<BlockCdb, int[]> READ_WRITE_VERIFY = Map.of(
            BlockCdb.BLOCK_6, new int[] {Opcode.READ_6, Opcode.WRITE_6},
            BlockCdb.BLOCK_10,
                    new int[] {Opcode.READ_10, Opcode.WRITE_10, Opcode.VERIFY_10, Opcode.WRITE_AND_VERIFY_10},
            BlockCdb.BLOCK_12,
                    new int[] {Opcode.READ_12, Opcode.WRITE_12, Opcode.VERIFY_12, Opcode.WRITE_AND_VERIFY_12},
            BlockCdb.BLOCK_16,
                    new int[] {Opcode.READ_16, Opcode.WRITE_16, Opcode.VERIFY_16, Opcode.WRITE_AND_VERIFY_16});

    private final TestUnit target =
            new TestUnit(TestUnit.builder().blockBytes(BLOCK).build(), false);

    @ParameterizedTest
    @EnumSource
    void readWriteAndVerify(BlockCdb layout) {
        int[] opcodes = READ_WRITE_VERIFY.get(layout);
        ByteBuffer data = Memory.filled(0x5A, 2 * BLOCK);
        Check.good(target.runOut(data, cdb -> layout.build(cdb, opcodes[1], BLOCKS - 2, 2)));
        Check.good(target.runIn(Memory.filled(0, 2 * BLOCK), cdb -> layout.build(cdb, opcodes[0], BLOCKS - 2, 2)));
        assertBlock(BLOCKS - 2, 0x5A);
        assertBlock(BLOCKS - 1, 0x5A);
        Check.outOfRange(target.runOut(data, cdb -> layout.build(cdb, opcodes[1], BLOCKS - 1, 2)));
        Check.outOfRange(target.runIn(data, cdb -> layout.build(cdb, opcodes[0], BLOCKS - 1, 2)));
        if (layout == BlockCdb.BLOCK_6) {
            return;
        }
        Check.good(target.runOut(data, cdb -> compared(cdb, layout, opcodes[2])));
        data.put(BLOCK + 7, (byte) 0);
        ScsiTask different = target.runOut(data, cdb -> compared(cdb, layout, opcodes[2]));
        Check.sense(different, SenseKey.MISCOMPARE, SenseCode.MISCOMPARE_DURING_VERIFY);
        assertThat(SenseData.information(different.sense(), different.senseLengthBytes()))
                .isEqualTo(BLOCK + 7);
        Check.good(target.runOut(Memory.filled(3, BLOCK), cdb -> layout.build(cdb, opcodes[3], 0, 1)));
        assertBlock(0, 3);
        assertBlock(1, 0);
    }

    private static int compared(ByteBuffer cdb, BlockCdb layout, int opcode) {
        int length = layout.build(cdb, opcode, BLOCKS - 2, 2);
        layout.setBytchk(cdb, 1);
        return length;
    }

    private void assertBlock(long lba, int value) {
        ByteBuffer block = Memory.filled(0x77, BLOCK);
        Check.good(target.read(lba, 1, block));
        assertThat(block).as("block %d", lba).isEqualTo(Memory.filled(value, BLOCK));
    }

    @ParameterizedTest
    @EnumSource(names = {"BLOCK_10", "BLOCK_16"})
    void writeSameAndUnmapWithIt(BlockCdb layout) {
        int opcode = layout == BlockCdb.BLOCK_10 ? Opcode.WRITE_SAME_10 : Opcode.WRITE_SAME_16;
        Check.good(target.runOut(Memory.filled(9, BLOCK), cdb -> layout.build(cdb, opcode, 1, 300)));
        assertBlock(0, 0);
        assertBlock(1, 9);
        assertBlock(300, 9);
        assertBlock(301, 0);
        Check.good(target.runOut(Memory.filled(0, BLOCK), cdb -> {
            int length = layout.build(cdb, opcode, 2, 200);
            layout.setWriteSameFlags(cdb, BlockCdb.WRITE_SAME_UNMAP);
            return length;
        }));
        assertBlock(1, 9);
        assertBlock(2, 0);
        assertBlock(201, 0);
        assertBlock(202, 9);
    }

    @Test
    void unmapAndGetLbaStatus() {
        Check.good(target.runOut(
                Memory.filled(9, BLOCK), cdb -> BlockCdb.BLOCK_10.build(cdb, Opcode.WRITE_SAME_10, 0, 512)));
        ByteBuffer list = ByteBuffer.allocateDirect(24);
        list.putShort(0, (short) 22).putShort(2, (short) 16).putLong(8, 256).putInt(16, 256);
        Check.good(target.runOut(list, cdb -> UnmapCdb.build(cdb, 24)));
        assertBlock(255, 9);
        assertBlock(256, 0);
        ByteBuffer status = ByteBuffer.allocateDirect(40);
        Check.good(target.runIn(status, cdb -> ServiceActionIn16Cdb.build(cdb, Opcode.SAI_GET_LBA_STATUS, 40)));
        assertThat(status.getInt(16)).as("blocks of 1 MiB that are mapped").isEqualTo(256);
        assertThat(status.get(20)).isZero();
        assertThat(status.getLong(24)).isEqualTo(256);
        assertThat(status.get(36)).as("deallocated").isEqualTo((byte) 1);
    }

    @Test
    void exclusiveWrites() {
        ByteBuffer both = ByteBuffer.allocateDirect(2 * BLOCK);
        both.put(BLOCK, (byte) 1);
        Check.good(target.runOut(both, cdb -> AtomicCdb.buildCompareAndWrite(cdb, 5, 1)));
        Check.sense(
                target.runOut(both, cdb -> AtomicCdb.buildCompareAndWrite(cdb, 5, 1)),
                SenseKey.MISCOMPARE,
                SenseCode.MISCOMPARE_DURING_VERIFY);
        Check.good(
                target.runOut(Memory.filled(6, BLOCK), cdb -> BlockCdb.BLOCK_16.build(cdb, Opcode.OR_WRITE_16, 6, 1)));
        Check.good(
                target.runOut(Memory.filled(9, BLOCK), cdb -> BlockCdb.BLOCK_16.build(cdb, Opcode.OR_WRITE_16, 6, 1)));
        assertBlock(6, 15);
        Check.good(target.runOut(Memory.filled(4, 2 * BLOCK), cdb -> AtomicCdb.buildWriteAtomic(cdb, 7, 2, 0)));
        assertBlock(8, 4);
    }

    @Test
    void capacityLimitsAndModeParameters() {
        ByteBuffer data = ByteBuffer.allocateDirect(255);
        target.runIn(data, ReadCapacity10Cdb::build);
        assertThat(data.getLong(0)).isEqualTo((long) (BLOCKS - 1) << 32 | BLOCK);
        target.runIn(data, cdb -> ServiceActionIn16Cdb.build(cdb, Opcode.SAI_READ_CAPACITY_16, 32));
        assertThat(data.getLong(0)).isEqualTo(BLOCKS - 1);
        assertThat(data.getInt(8)).isEqualTo(BLOCK);
        target.runIn(data, cdb -> InquiryCdb.buildVpd(cdb, 0xB0, 255));
        assertThat(data.getInt(8)).as("MAXIMUM TRANSFER LENGTH").isEqualTo((4 << 20) / BLOCK);
        assertThat(data.getInt(28)).as("OPTIMAL UNMAP GRANULARITY").isEqualTo((1 << 20) / BLOCK);
        target.runIn(data, cdb -> ModeSenseCdb.MODE_SENSE_6.build(cdb, 0x3F, 0, 255));
        assertThat(data.getInt(4)).isEqualTo(BLOCKS);
        assertThat(data.getInt(8)).isEqualTo(BLOCK);
    }
}
