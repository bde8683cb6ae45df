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

/** WRITE to a unit that takes none. */
class WriteProtectedTest {
    private final TestUnit readOnly =
            new TestUnit(TestUnit.builder().readOnly(true).build(), false);

    @ParameterizedTest
    @EnumSource
    void isRefusedWithoutTransfer(Access access) {
        ScsiTask task = access.write(readOnly, 0, 1, Memory.filled(0x11, 512));
        Check.sense(task, SenseKey.DATA_PROTECT, SenseCode.WRITE_PROTECTED);
        ByteBuffer back = Memory.filled(0xAA, 512);
        Check.good(access.read(readOnly, 0, 1, back));
        assertThat(Memory.bytes(back)).containsOnly(0);
    }
}
