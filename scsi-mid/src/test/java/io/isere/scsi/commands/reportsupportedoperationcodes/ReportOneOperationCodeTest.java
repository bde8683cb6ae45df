package io.isere.scsi.commands.reportsupportedoperationcodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.cdb.MaintenanceInCdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** REPORT SUPPORTED OPERATION CODES for one command. */
class ReportOneOperationCodeTest {
    private static final int SUPPORTED = 3;
    private static final int NOT_SUPPORTED = 1;

    private final TestUnit target = new TestUnit();
    private final ByteBuffer data = ByteBuffer.allocateDirect(64);

    @Test
    void tellsTheUsageOfACdb() {
        assertThat(report(1, Opcode.READ_10, 0, false).transferredBytes()).isEqualTo(14);
        assertThat(Memory.bytes(data, 0, 14))
                .containsExactly(0, SUPPORTED, 0, 10, 0x28, 0xF8, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0xFF, 0xFF, 0);
    }

    @Test
    void tellsTheUsageOfAServiceAction() {
        assertThat(report(2, Opcode.SERVICE_ACTION_IN_16, 0x10, false).transferredBytes())
                .isEqualTo(20);
        assertThat(data.getShort(4)).isEqualTo((short) 0x9E10);
    }

    @Test
    void addsTimeoutsOnRequest() {
        assertThat(report(1, Opcode.TEST_UNIT_READY, 0, true).transferredBytes())
                .isEqualTo(4 + 6 + 12);
        assertThat(data.get(1)).isEqualTo((byte) (0x80 | SUPPORTED));
        assertThat(data.getShort(10)).isEqualTo((short) 10);
    }

    @Test
    void tellsWhatIsNotSupported() {
        assertSupport(NOT_SUPPORTED, 1, 0x7E, 0);
        assertSupport(NOT_SUPPORTED, 2, Opcode.SERVICE_ACTION_IN_16, 0x1F);
        assertSupport(NOT_SUPPORTED, 3, Opcode.SERVICE_ACTION_IN_16, 0x110);
        assertSupport(NOT_SUPPORTED, 3, Opcode.READ_10, 1);
        assertSupport(SUPPORTED, 3, Opcode.READ_10, 0);
        assertSupport(SUPPORTED, 3, Opcode.SERVICE_ACTION_IN_16, 0x10);
    }

    @Test
    void theWrongFormIsRefused() {
        Check.invalidField(report(1, Opcode.SERVICE_ACTION_IN_16, 0, false), 3);
        Check.invalidField(report(2, Opcode.READ_10, 0, false), 3);
        Check.invalidField(report(4, Opcode.READ_10, 0, false), 2);
    }

    private void assertSupport(int support, int options, int opcode, int action) {
        assertThat(report(options, opcode, action, false).isGood()).isTrue();
        assertThat(data.get(1)).isEqualTo((byte) support);
    }

    private ScsiTask report(int options, int opcode, int action, boolean timeouts) {
        return target.runIn(data, cdb -> {
            int length = MaintenanceInCdb.build(cdb, Opcode.MI_REPORT_SUPPORTED_OPERATION_CODES, 64);
            MaintenanceInCdb.setRequested(cdb, options, opcode, action);
            MaintenanceInCdb.setExtended(cdb, timeouts);
            return length;
        });
    }
}
