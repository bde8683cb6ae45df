package io.isere.scsi.commands.read;

import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.Access;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** READ takes DPO and FUA, as MODE SENSE says. */
class ReadDpoFuaTest {
    private final TestUnit target = new TestUnit();

    @ParameterizedTest
    @EnumSource(names = "SIX", mode = EnumSource.Mode.EXCLUDE)
    void everyCombinationIsGood(Access access) {
        for (int flags = 0; flags < 4; flags++) {
            boolean dpo = (flags & 1) != 0;
            boolean fua = (flags & 2) != 0;
            ScsiTask task = target.runIn(ByteBuffer.allocateDirect(TestUnit.BLOCK_BYTES), cdb -> {
                int length = access.layout.build(cdb, access.read, 0, 1);
                access.layout.setDpo(cdb, dpo);
                access.layout.setFua(cdb, fua);
                return length;
            });
            Check.good(task);
        }
    }
}
