package io.isere.scsi.commands.prefetch;

import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.testing.Blocks;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.TestUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** PRE-FETCH (10) and (16). */
class PreFetchTest {
    private final TestUnit target = new TestUnit();

    @ParameterizedTest
    @EnumSource(names = {"BLOCK_10", "BLOCK_16"})
    void blocksThatExistAreGoodEvenNone(BlockCdb layout) {
        Check.good(Blocks.run(target, layout, opcode(layout), 0, 256));
        Check.good(Blocks.run(target, layout, opcode(layout), 0, 0));
        Check.good(Blocks.run(target, layout, opcode(layout), TestUnit.BLOCKS - 1, 1));
    }

    @ParameterizedTest
    @EnumSource(names = {"BLOCK_10", "BLOCK_16"})
    void blocksBeyondTheEndAreRefused(BlockCdb layout) {
        Check.outOfRange(Blocks.run(target, layout, opcode(layout), TestUnit.BLOCKS - 1, 2));
        Check.outOfRange(Blocks.run(target, layout, opcode(layout), layout.lbaMax(), 0));
    }

    private static int opcode(BlockCdb layout) {
        return layout == BlockCdb.BLOCK_10 ? Opcode.PRE_FETCH_10 : Opcode.PRE_FETCH_16;
    }
}
