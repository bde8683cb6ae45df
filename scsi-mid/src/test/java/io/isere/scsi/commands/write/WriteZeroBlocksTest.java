package io.isere.scsi.commands.write;

import io.isere.scsi.testing.Access;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** WRITE of no blocks transfers nothing, but its LBA must exist; (6) has no such thing. */
class WriteZeroBlocksTest {
    private final TestUnit target = new TestUnit();

    @ParameterizedTest
    @EnumSource(names = "SIX", mode = EnumSource.Mode.EXCLUDE)
    void noBlocksAtAnExistingLbaAreGood(Access access) {
        Check.good(access.write(target, 0, 0, ByteBuffer.allocateDirect(0)));
        Check.good(access.write(target, TestUnit.BLOCKS - 1, 0, ByteBuffer.allocateDirect(0)));
    }

    @ParameterizedTest
    @EnumSource(names = "SIX", mode = EnumSource.Mode.EXCLUDE)
    void noBlocksBeyondTheEndAreRefused(Access access) {
        Check.outOfRange(access.write(target, TestUnit.BLOCKS, 0, ByteBuffer.allocateDirect(0)));
        Check.outOfRange(access.write(target, access.layout.lbaMax(), 0, ByteBuffer.allocateDirect(0)));
    }
}
