package io.isere.scsi.commands.logsense;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.cdb.LogSenseCdb;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** LOG SENSE: the pages that list pages. */
class LogSenseTest {
    private final TestUnit target = new TestUnit();
    private final ByteBuffer data = ByteBuffer.allocateDirect(64);

    @Test
    void listsPages() {
        assertThat(sense(0, 0).transferredBytes()).isEqualTo(5);
        assertThat(Memory.bytes(data, 0, 5)).containsExactly(0, 0, 0, 1, 0);
    }

    @Test
    void listsPagesAndSubpages() {
        assertThat(sense(0, 0xFF).transferredBytes()).isEqualTo(8);
        assertThat(Memory.bytes(data, 0, 8)).containsExactly(0x40, 0xFF, 0, 4, 0, 0, 0, 0xFF);
    }

    @Test
    void otherPagesAndFieldsAreRefused() {
        Check.invalidField(sense(0x0D, 0), 2);
        Check.invalidField(sense(0, 1), 3);
        Check.invalidField(with(1, 1), 1);
        Check.invalidField(with(6, 1), 5);
    }

    private ScsiTask sense(int page, int subpage) {
        return target.runIn(data, cdb -> LogSenseCdb.build(cdb, page, subpage, 64));
    }

    private ScsiTask with(int at, int value) {
        return target.runIn(data, cdb -> {
            int length = LogSenseCdb.build(cdb, 0, 0, 64);
            cdb.put(at, (byte) value);
            return length;
        });
    }
}
