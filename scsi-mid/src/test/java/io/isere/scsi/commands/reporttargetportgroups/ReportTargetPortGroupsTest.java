package io.isere.scsi.commands.reporttargetportgroups;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.cdb.MaintenanceInCdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** REPORT TARGET PORT GROUPS. */
class ReportTargetPortGroupsTest {
    private final TestUnit target = new TestUnit();
    private final ByteBuffer data = ByteBuffer.allocateDirect(64);

    @Test
    void tellsOneOptimizedGroupOfOnePort() {
        assertThat(report(0).transferredBytes()).isEqualTo(16);
        assertThat(Memory.bytes(data, 0, 16)).containsExactly(0, 0, 0, 12, 0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1);
    }

    @Test
    void hasAnExtendedHeaderOnRequest() {
        assertThat(report(1).transferredBytes()).isEqualTo(20);
        assertThat(Memory.bytes(data, 0, 8)).containsExactly(0, 0, 0, 16, 0x10, 0, 0, 0);
    }

    @Test
    void otherFormatsAreRefused() {
        Check.invalidField(report(2), 1);
    }

    private ScsiTask report(int format) {
        return target.runIn(data, cdb -> {
            int length = MaintenanceInCdb.build(cdb, Opcode.MI_REPORT_TARGET_PORT_GROUPS, 64);
            MaintenanceInCdb.setParameterDataFormat(cdb, format);
            return length;
        });
    }
}
