package io.isere.scsi.commands.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.Access;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** WRITE whose expected data length differs from what its CDB asks (RFC 7143 11.4.5). */
class WriteResidualsTest {
    private final TestUnit target = new TestUnit();

    @ParameterizedTest
    @EnumSource
    void tooMuchDataUnderflowsAndOnlyWhatTheCdbNamesIsWritten(Access access) {
        Check.residual(access.write(target, 0, 1, Memory.filled(0x44, 10_000)), 10_000 - 512, 0);
        assertWritten(1);
    }

    @ParameterizedTest
    @EnumSource
    void tooLittleDataOverflowsAndItsWholeBlocksAreWritten(Access access) {
        Check.residual(access.write(target, 0, 2, Memory.filled(0x44, 512)), 0, 512);
        assertWritten(1);
    }

    @ParameterizedTest
    @EnumSource
    void aPartOfABlockIsNotWritten(Access access) {
        Check.residual(access.write(target, 0, 1, Memory.filled(0x44, 200)), 0, 312);
        assertWritten(0);
    }

    @ParameterizedTest
    @EnumSource
    void noDataAtAllOverflowsByEverything(Access access) {
        Check.residual(access.write(target, 0, 1, ByteBuffer.allocateDirect(0)), 0, 512);
        assertWritten(0);
    }

    @ParameterizedTest
    @EnumSource
    void dataOfTheOppositeDirectionIsRefused(Access access) {
        ScsiTask task =
                target.runIn(ByteBuffer.allocateDirect(512), cdb -> access.layout.build(cdb, access.write, 0, 1));
        Check.sense(task, SenseKey.ILLEGAL_REQUEST, SenseCode.INVALID_FIELD_IN_COMMAND_INFORMATION_UNIT);
    }

    private void assertWritten(int blocks) {
        ByteBuffer back = Memory.filled(0xAA, 4 * 512);
        Check.good(target.read(0, 4, back));
        for (int index = 0; index < back.capacity(); index++) {
            assertThat(back.get(index)).isEqualTo((byte) (index < blocks * 512 ? 0x44 : 0));
        }
    }
}
