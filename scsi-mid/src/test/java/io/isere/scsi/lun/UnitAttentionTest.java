package io.isere.scsi.lun;

import io.isere.scsi.cdb.InquiryCdb;
import io.isere.scsi.cdb.ReportLunsCdb;
import io.isere.scsi.cdb.TestUnitReadyCdb;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.Lun;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Unit attention conditions (SAM-5 5.14): who gets them, and which commands they leave alone. */
class UnitAttentionTest {
    private final TestUnit target = new TestUnit(TestUnit.builder().build(), true);

    @Test
    void theFirstCommandOfANexusFindsPowerOnOnce() {
        attention(testUnitReady(0), SenseCode.POWER_ON_OCCURRED);
        Check.good(testUnitReady(0));
    }

    @Test
    void inquiryAndReportLunsNeitherReportNorClearPowerOn() {
        Check.good(target.runIn(ByteBuffer.allocateDirect(96), cdb -> InquiryCdb.build(cdb, 96)));
        Check.good(target.runIn(ByteBuffer.allocateDirect(16), cdb -> ReportLunsCdb.build(cdb, 0, 16)));
        attention(testUnitReady(0), SenseCode.POWER_ON_OCCURRED);
    }

    @Test
    void aNewLunIsNewsToTheOthersAndPowersOnItself() {
        testUnitReady(0);
        target.device.addLun(1, TestUnit.builder().build());
        attention(testUnitReady(0), SenseCode.REPORTED_LUNS_DATA_CHANGED);
        attention(testUnitReady(1), SenseCode.POWER_ON_OCCURRED);
        Check.good(testUnitReady(0));
        Check.good(testUnitReady(1));
    }

    @Test
    void reportLunsClearsTheNewsOfChangedLuns() {
        testUnitReady(0);
        target.device.addLun(1, TestUnit.builder().build());
        Check.good(target.runIn(ByteBuffer.allocateDirect(24), cdb -> ReportLunsCdb.build(cdb, 0, 24)));
        Check.good(testUnitReady(0));
    }

    @Test
    void aRemovedLunIsNotSupportedAndNewsToTheOthers() {
        target.device.addLun(1, TestUnit.builder().build());
        attention(testUnitReady(0), SenseCode.POWER_ON_OCCURRED);
        target.device.removeLun(1);
        attention(testUnitReady(0), SenseCode.REPORTED_LUNS_DATA_CHANGED);
        Check.sense(testUnitReady(1), SenseKey.ILLEGAL_REQUEST, SenseCode.LOGICAL_UNIT_NOT_SUPPORTED);
    }

    @Test
    void powerOnCanBeLeftOut() {
        Check.good(new TestUnit().run(TestUnitReadyCdb::build));
    }

    private ScsiTask testUnitReady(int lun) {
        return target.run(TestUnit.prepare(TestUnitReadyCdb::build).lun(Lun.encode(lun)));
    }

    private static void attention(ScsiTask task, SenseCode code) {
        Check.sense(task, SenseKey.UNIT_ATTENTION, code);
    }
}
