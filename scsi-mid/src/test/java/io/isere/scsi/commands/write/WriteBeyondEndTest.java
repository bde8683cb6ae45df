package io.isere.scsi.commands.write;

import io.isere.scsi.testing.Access;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** WRITE of blocks that do not exist. */
class WriteBeyondEndTest {
    private final TestUnit target = new TestUnit();

    @ParameterizedTest
    @EnumSource
    void aRangeThatEndsBeyondTheEndIsRefused(Access access) {
        for (int blocks = 2; blocks <= 256; blocks *= 2) {
            ByteBuffer buffer = Memory.filled(0x5A, blocks * TestUnit.BLOCK_BYTES);
            Check.outOfRange(access.write(target, TestUnit.BLOCKS - blocks + 1, blocks, buffer));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRangeThatStartsBeyondTheEndIsRefused(Access access) {
        ByteBuffer buffer = Memory.filled(0x5A, TestUnit.BLOCK_BYTES);
        Check.outOfRange(access.write(target, TestUnit.BLOCKS, 1, buffer));
        Check.outOfRange(access.write(target, access.layout.lbaMax(), 1, buffer));
    }

    @Test
    void anLbaThatOverflowsIsRefused() {
        ByteBuffer buffer = Memory.filled(0x5A, TestUnit.BLOCK_BYTES);
        Check.outOfRange(Access.SIXTEEN.write(target, Long.MAX_VALUE, 1, buffer));
        Check.outOfRange(Access.SIXTEEN.write(target, Long.MIN_VALUE, 1, buffer));
        Check.outOfRange(Access.SIXTEEN.write(target, -1, 2, buffer));
    }
}
