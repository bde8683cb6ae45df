package io.isere.scsi.commands.reportluns;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.cdb.ReportLunsCdb;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.Lun;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** REPORT LUNS (SPC-4 6.33). */
class ReportLunsTest {
    private final TestUnit target = new TestUnit();

    @Test
    void listsAllLuns() {
        target.device.addLun(5, TestUnit.builder().build());
        target.device.addLun(300, TestUnit.builder().build());
        ByteBuffer data = ByteBuffer.allocateDirect(32);
        Check.good(report(data, ReportLunsCdb.SELECT_ADDRESSABLE, 32));
        assertThat(data.getInt(0)).isEqualTo(24);
        assertThat(data.getLong(8)).isEqualTo(Lun.encode(0));
        assertThat(data.getLong(16)).isEqualTo(Lun.encode(5)).isEqualTo(0x0005_0000_0000_0000L);
        assertThat(data.getLong(24)).isEqualTo(Lun.encode(300)).isEqualTo(0x412C_0000_0000_0000L);
    }

    @Test
    void listsNoWellKnownLuns() {
        ByteBuffer data = Memory.filled(0xAA, 16);
        Check.residual(report(data, ReportLunsCdb.SELECT_WELL_KNOWN, 16), 8, 0);
        assertThat(data.getInt(0)).isZero();
    }

    @Test
    void isCutToTheAllocationLengthButTellsTheWholeLength() {
        target.device.addLun(1, TestUnit.builder().build());
        ByteBuffer data = ByteBuffer.allocateDirect(16);
        Check.good(report(data, ReportLunsCdb.SELECT_ALL, 16));
        assertThat(data.getInt(0)).isEqualTo(16);
    }

    @Test
    void refusesAnAllocationLengthUnder16AndUnknownReports() {
        ByteBuffer data = ByteBuffer.allocateDirect(16);
        Check.invalidField(report(data, ReportLunsCdb.SELECT_ADDRESSABLE, 15), ReportLunsCdb.ALLOCATION_LENGTH_AT);
        Check.invalidField(report(data, 0x13, 16), ReportLunsCdb.SELECT_REPORT_AT);
    }

    @Test
    void isAnsweredWhereThereIsNoUnit() {
        ScsiTask task = TestUnit.prepare(cdb -> ReportLunsCdb.build(cdb, 0, 16));
        TestUnit.withData(task, DataDirection.IN, ByteBuffer.allocateDirect(16));
        Check.good(target.run(task.lun(Lun.encode(9))));
        Check.good(target.run(task.lun(Lun.REPORT_LUNS_W_LUN)));
    }

    private ScsiTask report(ByteBuffer data, int select, int allocationLengthBytes) {
        return target.runIn(data, cdb -> ReportLunsCdb.build(cdb, select, allocationLengthBytes));
    }
}
