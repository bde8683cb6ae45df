package io.isere.scsi.commands.reportsupportedoperationcodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.cdb.MaintenanceInCdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.device.OpcodeTable;
import io.isere.scsi.device.sbc.BlockDeviceServer;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** REPORT SUPPORTED OPERATION CODES for all commands. */
class ReportAllOperationCodesTest {
    private final TestUnit target = new TestUnit();
    private final ByteBuffer all = ByteBuffer.allocateDirect(4096);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void listsTheWholeTable(boolean timeouts) {
        ScsiTask task = report(all, timeouts);
        int descriptorBytes = timeouts ? 20 : 8;
        int[] next = {4};
        BlockDeviceServer.table(target.unit).forEachServed((opcode, action, row) -> {
            assertDescribes(next[0], opcode, action, row, timeouts);
            next[0] += descriptorBytes;
        });
        assertThat(task.isGood()).isTrue();
        assertThat(task.transferredBytes()).isEqualTo(next[0]);
        assertThat(all.getInt(0)).isEqualTo(next[0] - 4);
    }

    private void assertDescribes(int at, int opcode, int action, OpcodeTable.Row row, boolean timeouts) {
        boolean hasActions = BlockDeviceServer.table(target.unit).hasServiceActions(opcode);
        assertThat(all.get(at)).isEqualTo((byte) opcode);
        assertThat(all.getShort(at + 2)).isEqualTo((short) action);
        assertThat(all.get(at + 5)).isEqualTo((byte) ((hasActions ? 1 : 0) | (timeouts ? 2 : 0)));
        assertThat(all.getShort(at + 6)).isEqualTo((short) row.usage().lengthBytes());
        if (timeouts) {
            assertThat(all.getInt(at + 8)).isEqualTo(0x000A_0000);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 8, 100})
    void isCutToTheAllocationLength(int length) {
        ByteBuffer data = ByteBuffer.allocateDirect(length);
        Check.good(target.runIn(
                data, cdb -> MaintenanceInCdb.build(cdb, Opcode.MI_REPORT_SUPPORTED_OPERATION_CODES, length)));
        report(all, false);
        assertThat(data).isEqualTo(all.slice(0, length));
    }

    private ScsiTask report(ByteBuffer data, boolean timeouts) {
        return target.runIn(data, cdb -> {
            int length = MaintenanceInCdb.build(cdb, Opcode.MI_REPORT_SUPPORTED_OPERATION_CODES, data.capacity());
            MaintenanceInCdb.setExtended(cdb, timeouts);
            return length;
        });
    }
}
