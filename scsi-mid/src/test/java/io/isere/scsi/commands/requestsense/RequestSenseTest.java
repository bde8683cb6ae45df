package io.isere.scsi.commands.requestsense;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.cdb.RequestSenseCdb;
import io.isere.scsi.cdb.TestUnitReadyCdb;
import io.isere.scsi.sense.SenseData;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.Lun;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** REQUEST SENSE (SPC-4 6.39). */
class RequestSenseTest {
    private final TestUnit target = new TestUnit();

    @Test
    void tellsNoSenseInEitherFormat() {
        ByteBuffer fixed = ByteBuffer.allocateDirect(18);
        Check.good(target.runIn(fixed, cdb -> RequestSenseCdb.build(cdb, false, 18)));
        assertThat(SenseData.key(fixed, 18)).isEqualTo(SenseKey.NO_SENSE);
        ByteBuffer descriptor = ByteBuffer.allocateDirect(252);
        Check.residual(target.runIn(descriptor, cdb -> RequestSenseCdb.build(cdb, true, 252)), 244, 0);
        assertThat(SenseData.isDescriptor(descriptor, 8)).isTrue();
    }

    @Test
    void takesAPendingUnitAttention() {
        TestUnit fresh = new TestUnit(TestUnit.builder().build(), true);
        ByteBuffer sense = ByteBuffer.allocateDirect(18);
        Check.good(fresh.runIn(sense, cdb -> RequestSenseCdb.build(cdb, false, 18)));
        assertThat(SenseData.key(sense, 18)).isEqualTo(SenseKey.UNIT_ATTENTION);
        assertThat(SenseData.asc(sense, 18)).isEqualTo(0x29);
        Check.good(fresh.run(TestUnitReadyCdb::build));
    }

    @Test
    void tellsThatThereIsNoUnit() {
        ByteBuffer sense = ByteBuffer.allocateDirect(18);
        ScsiTask task = TestUnit.prepare(cdb -> RequestSenseCdb.build(cdb, false, 18));
        Check.good(target.run(TestUnit.withData(task, DataDirection.IN, sense).lun(Lun.encode(3))));
        assertThat(SenseData.asc(sense, 18)).isEqualTo(0x25);
    }
}
