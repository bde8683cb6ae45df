package io.isere.scsi.commands.testunitready;

import io.isere.scsi.cdb.TestUnitReadyCdb;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** TEST UNIT READY. */
class TestUnitReadyTest {
    private final TestUnit target = new TestUnit();

    @Test
    void aUnitThatIsThereIsReady() {
        Check.good(target.run(TestUnitReadyCdb::build));
    }

    @Test
    void anUnusedBufferUnderflows() {
        Check.residual(target.runIn(ByteBuffer.allocateDirect(100), TestUnitReadyCdb::build), 100, 0);
    }
}
