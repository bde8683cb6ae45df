package io.isere.scsi.commands.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.backstore.BackstoreOp;
import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseData;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.Blocks;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.FakeBackstore;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** VERIFY with and without comparison. */
class VerifyCompareTest {
    private static final int BLOCKS = 300;

    private final TestUnit target = new TestUnit();
    private final ByteBuffer content = Memory.random(new Random(5), BLOCKS * TestUnit.BLOCK_BYTES);

    @ParameterizedTest
    @EnumSource(names = "BLOCK_6", mode = EnumSource.Mode.EXCLUDE)
    void equalDataIsGood(BlockCdb layout) {
        Check.good(target.write(7, BLOCKS, content));
        Check.good(Blocks.out(target, layout, opcode(layout), 7, BLOCKS, 1, content));
    }

    @ParameterizedTest
    @EnumSource(names = "BLOCK_6", mode = EnumSource.Mode.EXCLUDE)
    void theFirstByteThatDiffersIsTold(BlockCdb layout) {
        Check.good(target.write(7, BLOCKS, content));
        for (int at : new int[] {0, 511, 65_535, 65_536, BLOCKS * 512 - 1}) {
            content.put(at, (byte) ~content.get(at));
            ScsiTask task = Blocks.out(target, layout, opcode(layout), 7, BLOCKS, 1, content);
            Check.sense(task, SenseKey.MISCOMPARE, SenseCode.MISCOMPARE_DURING_VERIFY);
            assertThat(SenseData.information(task.sense(), task.senseLengthBytes()))
                    .isEqualTo(at);
            content.put(at, (byte) ~content.get(at));
        }
    }

    @ParameterizedTest
    @EnumSource(names = "BLOCK_6", mode = EnumSource.Mode.EXCLUDE)
    void withoutBytchkTheBlocksAreReadOnly(BlockCdb layout) {
        FakeBackstore store = new FakeBackstore(TestUnit.BLOCKS * TestUnit.BLOCK_BYTES);
        Check.good(Blocks.run(new TestUnit(store), layout, opcode(layout), 0, 257));
        assertThat(store.submitted(BackstoreOp.READ)).isEqualTo(3);
    }

    @Test
    void aVeryLongVerifyDoesNotRecurse() {
        TestUnit large = new TestUnit(new FakeBackstore(1L << 40));
        Check.good(Blocks.run(large, BlockCdb.BLOCK_16, Opcode.VERIFY_16, 0, 4_000_000));
    }

    @ParameterizedTest
    @EnumSource(names = "BLOCK_6", mode = EnumSource.Mode.EXCLUDE)
    void otherValuesOfBytchkAreRefused(BlockCdb layout) {
        Check.invalidField(Blocks.out(target, layout, opcode(layout), 0, 1, 2, Memory.filled(0, 512)), 1);
        Check.invalidField(Blocks.out(target, layout, opcode(layout), 0, 1, 3, Memory.filled(0, 512)), 1);
    }

    static int opcode(BlockCdb layout) {
        return switch (layout) {
            case BLOCK_10 -> Opcode.VERIFY_10;
            case BLOCK_12 -> Opcode.VERIFY_12;
            default -> Opcode.VERIFY_16;
        };
    }
}
