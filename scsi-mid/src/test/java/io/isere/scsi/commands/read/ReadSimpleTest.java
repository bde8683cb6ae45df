package io.isere.scsi.commands.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.Access;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** READ returns what is there. */
class ReadSimpleTest {
    private final TestUnit target = new TestUnit();

    @ParameterizedTest
    @EnumSource
    void readsEveryLengthFromTheStartAndUpToTheEnd(Access access) {
        ByteBuffer content = Memory.random(new Random(1), TestUnit.BLOCKS * TestUnit.BLOCK_BYTES);
        Check.good(target.write(0, TestUnit.BLOCKS, content));
        for (int blocks = 1; blocks <= 256; blocks += 15) {
            assertReads(access, 0, blocks, content);
            assertReads(access, TestUnit.BLOCKS - blocks, blocks, content);
        }
    }

    @Test
    void zeroMeans256BlocksInSix() {
        ByteBuffer buffer = Memory.filled(0xAA, 256 * TestUnit.BLOCK_BYTES);
        ScsiTask task = target.runIn(buffer, cdb -> {
            int length = BlockCdb.BLOCK_6.build(cdb, Opcode.READ_6, 0, 1);
            cdb.put(4, (byte) 0);
            return length;
        });
        Check.good(task);
        assertThat(Memory.bytes(buffer)).containsOnly(0);
    }

    private void assertReads(Access access, int lba, int blocks, ByteBuffer content) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(blocks * TestUnit.BLOCK_BYTES);
        Check.good(access.read(target, lba, blocks, buffer));
        assertThat(buffer).isEqualTo(content.slice(lba * TestUnit.BLOCK_BYTES, buffer.capacity()));
    }
}
