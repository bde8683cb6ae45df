package io.isere.scsi.commands.verify;

import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.testing.Blocks;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** VERIFY of blocks that do not exist, of none, with residuals, with protection. */
class VerifyRangeTest {
    private final TestUnit target = new TestUnit();

    @ParameterizedTest
    @EnumSource(names = "BLOCK_6", mode = EnumSource.Mode.EXCLUDE)
    void blocksBeyondTheEndAreRefused(BlockCdb layout) {
        int opcode = VerifyCompareTest.opcode(layout);
        Check.outOfRange(Blocks.run(target, layout, opcode, TestUnit.BLOCKS - 1, 2));
        Check.outOfRange(Blocks.out(target, layout, opcode, TestUnit.BLOCKS - 1, 2, 1, Memory.filled(0, 1024)));
        Check.outOfRange(Blocks.run(target, layout, opcode, layout.lbaMax(), 1));
        Check.outOfRange(Blocks.run(target, layout, opcode, TestUnit.BLOCKS, 0));
    }

    @ParameterizedTest
    @EnumSource(names = "BLOCK_6", mode = EnumSource.Mode.EXCLUDE)
    void noBlocksAreGood(BlockCdb layout) {
        Check.good(Blocks.run(target, layout, VerifyCompareTest.opcode(layout), TestUnit.BLOCKS - 1, 0));
    }

    @ParameterizedTest
    @EnumSource(names = "BLOCK_6", mode = EnumSource.Mode.EXCLUDE)
    void residualsAreTold(BlockCdb layout) {
        int opcode = VerifyCompareTest.opcode(layout);
        Check.residual(Blocks.out(target, layout, opcode, 0, 1, 1, Memory.filled(0, 1000)), 488, 0);
        Check.residual(Blocks.out(target, layout, opcode, 0, 2, 1, Memory.filled(0, 512)), 0, 512);
    }

    @ParameterizedTest
    @EnumSource(names = "BLOCK_6", mode = EnumSource.Mode.EXCLUDE)
    void protectionIsRefused(BlockCdb layout) {
        Check.invalidField(
                target.run(cdb -> {
                    int length = layout.build(cdb, VerifyCompareTest.opcode(layout), 0, 1);
                    layout.setProtect(cdb, 1);
                    return length;
                }),
                1);
    }
}
