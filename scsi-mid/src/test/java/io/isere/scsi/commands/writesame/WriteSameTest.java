package io.isere.scsi.commands.writesame;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.backstore.file.FileBackstore;
import io.isere.scsi.backstore.file.FileBackstoreOptions;
import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.FakeBackstore;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** WRITE SAME (10) and (16). */
class WriteSameTest {
    private static final int UNMAP = BlockCdb.WRITE_SAME_UNMAP;

    private final TestUnit target = new TestUnit();

    @ParameterizedTest
    @EnumSource(names = {"BLOCK_10", "BLOCK_16"})
    void writesTheBlockToEveryBlockOfTheRange(BlockCdb layout) {
        for (int blocks : new int[] {1, 127, 128, 129, 3000}) {
            Check.good(target.write(0, TestUnit.BLOCKS, Memory.filled(0x55, TestUnit.BLOCKS * 512)));
            Check.good(same(target, layout, 7, blocks, 0, Memory.filled(0x22, 512)));
            assertOnly(0x22, 7, blocks);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BLOCK_10", "BLOCK_16"})
    void unmapsZerosAndWritesOtherBlocks(BlockCdb layout) {
        Check.good(target.write(0, TestUnit.BLOCKS, Memory.filled(0x55, TestUnit.BLOCKS * 512)));
        Check.good(same(target, layout, 0, 2048, UNMAP, Memory.filled(0, 512)));
        assertThat(target.unit.backstore().isMapped(0)).isFalse();
        assertOnly(0, 0, 2048);
        Check.good(same(target, layout, 2048, 2048, UNMAP, Memory.filled(1, 512)));
        assertThat(target.unit.backstore().isMapped(1 << 20)).isTrue();
        assertOnly(1, 2048, 2048);
    }

    @Test
    void ndobWritesOrUnmapsZerosWithoutData() {
        Check.good(target.write(0, TestUnit.BLOCKS, Memory.filled(0x55, TestUnit.BLOCKS * 512)));
        Check.good(same(target, BlockCdb.BLOCK_16, 1, 300, BlockCdb.WRITE_SAME_NDOB, ByteBuffer.allocateDirect(0)));
        assertOnly(0, 1, 300);
        int flags = BlockCdb.WRITE_SAME_NDOB | UNMAP;
        Check.good(same(target, BlockCdb.BLOCK_16, 0, 2048, flags, ByteBuffer.allocateDirect(0)));
        assertThat(target.unit.backstore().isMapped(0)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"BLOCK_10", "BLOCK_16"})
    void wrongRangesAreRefused(BlockCdb layout) {
        ByteBuffer block = Memory.filled(0, 512);
        Check.outOfRange(same(target, layout, TestUnit.BLOCKS - 1, 2, 0, block));
        Check.outOfRange(same(target, layout, layout.lbaMax(), 1, 0, block));
        Check.invalidField(same(target, layout, 0, 0, 0, block), layout.blocksAt());
        TestUnit large = new TestUnit(new FakeBackstore(1L << 40));
        Check.invalidField(same(large, layout, 0, 0, 0, block), layout.blocksAt());
        if (layout == BlockCdb.BLOCK_16) {
            Check.invalidField(same(large, layout, 0, 0x1_0000, 0, block), layout.blocksAt());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BLOCK_10", "BLOCK_16"})
    void noBlocksAreAllUntilTheEndOfAFullyProvisionedUnit(BlockCdb layout, @TempDir Path folder) throws IOException {
        TestUnit full = new TestUnit(
                FileBackstore.open(folder.resolve("disk"), new FileBackstoreOptions().sizeBytes(1000 * 512)));
        Check.good(same(full, layout, 900, 0, 0, Memory.filled(0x22, 512)));
        ByteBuffer back = ByteBuffer.allocateDirect(102 * 512);
        Check.good(full.read(898, 102, back));
        assertThat(Memory.bytes(back, 0, 1024)).containsOnly(0);
        assertThat(Memory.bytes(back, 1024, 100 * 512)).containsOnly(0x22);
        Check.outOfRange(same(full, layout, 1000, 0, 0, Memory.filled(0x22, 512)));
        full.unit.backstore().close();
    }

    @ParameterizedTest
    @EnumSource(names = {"BLOCK_10", "BLOCK_16"})
    void whatTheUnitCannotDoIsRefused(BlockCdb layout) {
        ByteBuffer block = Memory.filled(0, 512);
        Check.invalidField(same(target, layout, 0, 1, BlockCdb.WRITE_SAME_ANCHOR | UNMAP, block), 1);
        Check.invalidField(same(new TestUnit(new FakeBackstore(1 << 20)), layout, 0, 1, UNMAP, block), 1);
        for (int bytes : new int[] {511, 513, 1024}) {
            Check.sense(
                    same(target, layout, 0, 1, 0, Memory.filled(0, bytes)),
                    SenseKey.ILLEGAL_REQUEST,
                    SenseCode.INVALID_FIELD_IN_COMMAND_INFORMATION_UNIT);
        }
        TestUnit readOnly = new TestUnit(TestUnit.builder().readOnly(true).build(), false);
        Check.sense(same(readOnly, layout, 0, 1, 0, block), SenseKey.DATA_PROTECT, SenseCode.WRITE_PROTECTED);
    }

    private void assertOnly(int value, int lba, int blocks) {
        ByteBuffer back = ByteBuffer.allocateDirect(TestUnit.BLOCKS * 512);
        Check.good(target.read(0, TestUnit.BLOCKS, back));
        assertThat(Memory.bytes(back, lba * 512, blocks * 512)).containsOnly(value);
        if (lba > 0) {
            assertThat(back.get(lba * 512 - 1)).isNotEqualTo((byte) value);
        }
        if (lba + blocks < TestUnit.BLOCKS) {
            assertThat(back.get((lba + blocks) * 512)).isEqualTo((byte) 0x55);
        }
    }

    private static ScsiTask same(TestUnit unit, BlockCdb layout, long lba, long blocks, int flags, ByteBuffer block) {
        int opcode = layout == BlockCdb.BLOCK_10 ? Opcode.WRITE_SAME_10 : Opcode.WRITE_SAME_16;
        return unit.runOut(block, cdb -> {
            int length = layout.build(cdb, opcode, lba, blocks);
            layout.setWriteSameFlags(cdb, flags);
            return length;
        });
    }
}
