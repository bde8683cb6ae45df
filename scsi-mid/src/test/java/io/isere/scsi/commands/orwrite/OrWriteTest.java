package io.isere.scsi.commands.orwrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ORWRITE (16). */
class OrWriteTest {
    private final TestUnit target = new TestUnit();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 128, 129, 500})
    void addsBits(int blocks) {
        Random random = new Random(blocks);
        ByteBuffer before = Memory.random(random, blocks * 512);
        ByteBuffer bits = Memory.random(random, blocks * 512);
        Check.good(target.write(5, blocks, before));
        Check.good(or(5, blocks, bits));
        ByteBuffer after = ByteBuffer.allocateDirect(blocks * 512);
        Check.good(target.read(5, blocks, after));
        for (int index = 0; index < after.capacity(); index++) {
            assertThat(after.get(index)).isEqualTo((byte) (before.get(index) | bits.get(index)));
        }
    }

    @Test
    void wrongRangesAndProtectionAreRefused() {
        Check.outOfRange(or(TestUnit.BLOCKS - 1, 2, Memory.filled(0, 1024)));
        Check.good(target.run(cdb -> BlockCdb.BLOCK_16.build(cdb, Opcode.OR_WRITE_16, 0, 0)));
        Check.invalidField(
                target.runOut(Memory.filled(0, 512), cdb -> {
                    int length = BlockCdb.BLOCK_16.build(cdb, Opcode.OR_WRITE_16, 0, 1);
                    BlockCdb.BLOCK_16.setProtect(cdb, 1);
                    return length;
                }),
                1);
    }

    private ScsiTask or(long lba, long blocks, ByteBuffer bits) {
        return target.runOut(bits, cdb -> BlockCdb.BLOCK_16.build(cdb, Opcode.OR_WRITE_16, lba, blocks));
    }
}
