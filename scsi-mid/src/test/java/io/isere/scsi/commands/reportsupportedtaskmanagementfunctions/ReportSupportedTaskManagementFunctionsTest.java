package io.isere.scsi.commands.reportsupportedtaskmanagementfunctions;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.cdb.MaintenanceInCdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** REPORT SUPPORTED TASK MANAGEMENT FUNCTIONS. */
class ReportSupportedTaskManagementFunctionsTest {
    private final TestUnit target = new TestUnit();
    private final ByteBuffer data = ByteBuffer.allocateDirect(64);

    @Test
    void tellsFunctionsInBothFormats() {
        assertThat(report(false).transferredBytes()).isEqualTo(4);
        assertThat(Memory.bytes(data, 0, 4)).containsExactly(0xDE, 0x05, 0, 0);
        assertThat(report(true).transferredBytes()).isEqualTo(16);
        assertThat(Memory.bytes(data, 0, 4)).containsExactly(0xDE, 0x05, 0, 12);
    }

    private ScsiTask report(boolean extended) {
        return target.runIn(data, cdb -> {
            int length = MaintenanceInCdb.build(cdb, Opcode.MI_REPORT_SUPPORTED_TASK_MANAGEMENT_FUNCTIONS, 64);
            MaintenanceInCdb.setExtended(cdb, extended);
            return length;
        });
    }
}
