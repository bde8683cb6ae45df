package io.isere.scsi.commands.readdefectdata;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.cdb.ReadDefectDataCdb;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** READ DEFECT DATA (10) and (12). */
class ReadDefectDataTest {
    private final TestUnit target = new TestUnit();

    @ParameterizedTest
    @EnumSource
    void listsAreEmptyWhateverIsAsked(ReadDefectDataCdb layout) {
        int headerBytes = layout == ReadDefectDataCdb.READ_DEFECT_DATA_10 ? 4 : 8;
        for (int lists = 0; lists < 32; lists++) {
            int asked = lists;
            ByteBuffer data = Memory.filled(0xAA, 255);
            ScsiTask task = target.runIn(data, cdb -> layout.build(cdb, asked, 255));
            assertThat(task.isGood()).isTrue();
            assertThat(task.transferredBytes()).isEqualTo(headerBytes);
            assertThat(data.get(1)).isEqualTo((byte) lists);
            assertThat(Memory.bytes(data, 2, headerBytes - 2)).containsOnly(0);
        }
    }
}
