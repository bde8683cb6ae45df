package io.isere.scsi.commands.read;

import io.isere.scsi.testing.Access;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** READ of no blocks transfers nothing, but its LBA must exist; (6) has no such thing. */
class ReadZeroBlocksTest {
    private final TestUnit target = new TestUnit();

    @ParameterizedTest
    @EnumSource(names = "SIX", mode = EnumSource.Mode.EXCLUDE)
    void noBlocksAtAnExistingLbaAreGood(Access access) {
        Check.good(access.read(target, 0, 0, ByteBuffer.allocateDirect(0)));
        Check.good(access.read(target, TestUnit.BLOCKS - 1, 0, ByteBuffer.allocateDirect(0)));
    }

    @ParameterizedTest
    @EnumSource(names = "SIX", mode = EnumSource.Mode.EXCLUDE)
    void noBlocksBeyondTheEndAreRefused(Access access) {
        Check.outOfRange(access.read(target, TestUnit.BLOCKS, 0, ByteBuffer.allocateDirect(0)));
        Check.outOfRange(access.read(target, access.layout.lbaMax(), 0, ByteBuffer.allocateDirect(0)));
    }
}
