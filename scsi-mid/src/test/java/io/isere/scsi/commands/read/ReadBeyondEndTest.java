package io.isere.scsi.commands.read;

import io.isere.scsi.testing.Access;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** READ of blocks that do not exist. */
class ReadBeyondEndTest {
    private final TestUnit target = new TestUnit();

    @ParameterizedTest
    @EnumSource
    void aRangeThatEndsBeyondTheEndIsRefused(Access access) {
        for (int blocks = 2; blocks <= 256; blocks *= 2) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(blocks * TestUnit.BLOCK_BYTES);
            Check.outOfRange(access.read(target, TestUnit.BLOCKS - blocks + 1, blocks, buffer));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRangeThatStartsBeyondTheEndIsRefused(Access access) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(TestUnit.BLOCK_BYTES);
        Check.outOfRange(access.read(target, TestUnit.BLOCKS, 1, buffer));
        Check.outOfRange(access.read(target, access.layout.lbaMax(), 1, buffer));
    }

    @Test
    void anLbaThatOverflowsIsRefused() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(TestUnit.BLOCK_BYTES);
        Check.outOfRange(Access.SIXTEEN.read(target, Long.MAX_VALUE, 1, buffer));
        Check.outOfRange(Access.SIXTEEN.read(target, Long.MIN_VALUE, 1, buffer));
        Check.outOfRange(Access.SIXTEEN.read(target, -1, 2, buffer));
    }
}
