package io.isere.scsi.commands.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.testing.Access;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** WRITE longer than MAXIMUM TRANSFER LENGTH. */
class WriteTooLongTest {
    private final TestUnit target = new TestUnit();

    private final TestUnit limited = new TestUnit(
            TestUnit.builder().maxTransferBytes(8 * TestUnit.BLOCK_BYTES).build(), false);

    @ParameterizedTest
    @EnumSource
    void theLimitItselfIsGoodAndOneMoreIsNot(Access access) {
        Check.good(access.write(limited, 0, 8, Memory.filled(0x5A, 8 * TestUnit.BLOCK_BYTES)));
        Check.invalidField(
                access.write(limited, 0, 9, Memory.filled(0x5A, 9 * TestUnit.BLOCK_BYTES)), access.layout.blocksAt());
    }

    @Test
    void theLongestLengthOfAllIsRefused() {
        assertThat(Access.TWELVE.layout.blocksMax()).isEqualTo(0xFFFF_FFFFL);
        Check.outOfRange(Access.TWELVE.write(target, 0, 0xFFFF_FFFFL, Memory.filled(0x5A, 8 * TestUnit.BLOCK_BYTES)));
    }
}
