package io.isere.scsi.commands.read;

import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.Access;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** READ with a protection field other than zero, which only formatted units may accept. */
class ReadProtectTest {
    private final TestUnit target = new TestUnit();

    @ParameterizedTest
    @EnumSource(names = "SIX", mode = EnumSource.Mode.EXCLUDE)
    void everyProtectValueIsRefused(Access access) {
        for (int protect = 1; protect <= 7; protect++) {
            int value = protect;
            ScsiTask task = target.runIn(ByteBuffer.allocateDirect(TestUnit.BLOCK_BYTES), cdb -> {
                int length = access.layout.build(cdb, access.read, 0, 1);
                access.layout.setProtect(cdb, value);
                return length;
            });
            Check.invalidField(task, 1);
        }
    }
}
