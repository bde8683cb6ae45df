package io.isere.scsi.commands.write;

import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.Access;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** WRITE with a protection field other than zero, which only formatted units may accept. */
class WriteProtectTest {
    private final TestUnit target = new TestUnit();

    @ParameterizedTest
    @EnumSource(names = "SIX", mode = EnumSource.Mode.EXCLUDE)
    void everyProtectValueIsRefused(Access access) {
        for (int protect = 1; protect <= 7; protect++) {
            int value = protect;
            ScsiTask task = target.runOut(Memory.filled(0x5A, TestUnit.BLOCK_BYTES), cdb -> {
                int length = access.layout.build(cdb, access.write, 0, 1);
                access.layout.setProtect(cdb, value);
                return length;
            });
            Check.invalidField(task, 1);
        }
    }
}
