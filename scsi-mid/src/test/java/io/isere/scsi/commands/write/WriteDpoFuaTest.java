package io.isere.scsi.commands.write;

import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.Access;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** WRITE takes DPO and FUA, as MODE SENSE says. */
class WriteDpoFuaTest {
    private final TestUnit target = new TestUnit();

    @ParameterizedTest
    @EnumSource(names = "SIX", mode = EnumSource.Mode.EXCLUDE)
    void everyCombinationIsGood(Access access) {
        for (int flags = 0; flags < 4; flags++) {
            boolean dpo = (flags & 1) != 0;
            boolean fua = (flags & 2) != 0;
            ScsiTask task = target.runOut(Memory.filled(0x5A, TestUnit.BLOCK_BYTES), cdb -> {
                int length = access.layout.build(cdb, access.write, 0, 1);
                access.layout.setDpo(cdb, dpo);
                access.layout.setFua(cdb, fua);
                return length;
            });
            Check.good(task);
        }
    }
}
