package io.isere.scsi.commands.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.testing.Access;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** READ longer than MAXIMUM TRANSFER LENGTH. */
class ReadTooLongTest {
    private final TestUnit target = new TestUnit();

    private final TestUnit limited = new TestUnit(
            TestUnit.builder().maxTransferBytes(8 * TestUnit.BLOCK_BYTES).build(), false);

    @ParameterizedTest
    @EnumSource
    void theLimitItselfIsGoodAndOneMoreIsNot(Access access) {
        Check.good(access.read(limited, 0, 8, ByteBuffer.allocateDirect(8 * TestUnit.BLOCK_BYTES)));
        Check.invalidField(
                access.read(limited, 0, 9, ByteBuffer.allocateDirect(9 * TestUnit.BLOCK_BYTES)),
                access.layout.blocksAt());
    }

    @Test
    void theLongestLengthOfAllIsRefused() {
        assertThat(Access.TWELVE.layout.blocksMax()).isEqualTo(0xFFFF_FFFFL);
        Check.outOfRange(
                Access.TWELVE.read(target, 0, 0xFFFF_FFFFL, ByteBuffer.allocateDirect(8 * TestUnit.BLOCK_BYTES)));
    }
}
