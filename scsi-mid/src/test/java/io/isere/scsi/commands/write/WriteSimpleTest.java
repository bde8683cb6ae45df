package io.isere.scsi.commands.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.testing.Access;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** WRITE writes what it was given, and nothing else. */
class WriteSimpleTest {
    private final TestUnit target = new TestUnit();

    @ParameterizedTest
    @EnumSource
    void writesEveryLengthAtTheStartAndUpToTheEnd(Access access) {
        Random random = new Random(2);
        for (int blocks = 1; blocks <= 256; blocks += 15) {
            ByteBuffer content = Memory.random(random, blocks * TestUnit.BLOCK_BYTES);
            assertWrites(access, 0, blocks, content);
            assertWrites(access, TestUnit.BLOCKS - blocks, blocks, content);
        }
    }

    @ParameterizedTest
    @EnumSource
    void leavesTheNeighboursAlone(Access access) {
        Check.good(access.write(target, 9, 2, Memory.filled(0x33, 2 * TestUnit.BLOCK_BYTES)));
        ByteBuffer around = Memory.filled(0xAA, 4 * TestUnit.BLOCK_BYTES);
        Check.good(target.read(8, 4, around));
        assertThat(Memory.bytes(around, 0, 512)).containsOnly(0);
        assertThat(Memory.bytes(around, 512, 1024)).containsOnly(0x33);
        assertThat(Memory.bytes(around, 1536, 512)).containsOnly(0);
    }

    private void assertWrites(Access access, int lba, int blocks, ByteBuffer content) {
        Check.good(access.write(target, lba, blocks, content));
        ByteBuffer back = ByteBuffer.allocateDirect(content.capacity());
        Check.good(target.read(lba, blocks, back));
        assertThat(back).isEqualTo(content);
    }
}
