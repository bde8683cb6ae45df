package io.isere.scsi.commands.logsense;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.cdb.LogSenseCdb;
import io.isere.scsi.cdb.ModeSelectCdb;
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
        assertThat(sense(0, 0).transferredBytes()).isEqualTo(6);
        assertThat(Memory.bytes(data, 0, 6)).containsExactly(0, 0, 0, 2, 0, 0x2F);
    }

    @Test
    void listsPagesAndSubpages() {
        assertThat(sense(0, 0xFF).transferredBytes()).isEqualTo(10);
        assertThat(Memory.bytes(data, 0, 10)).containsExactly(0x40, 0xFF, 0, 6, 0, 0, 0, 0xFF, 0x2F, 0);
    }

    @Test
    void tellsTheExceptionThatTestMakesUp() {
        assertThat(sense(0x2F, 0).transferredBytes()).isEqualTo(12);
        assertThat(Memory.bytes(data, 0, 12)).containsExactly(0x2F, 0, 0, 8, 0, 0, 3, 4, 0, 0, 0xFF, 0);
        ByteBuffer test = ByteBuffer.allocateDirect(16);
        test.putInt(4, 0x1C0A_0406);
        Check.good(target.runOut(test, cdb -> ModeSelectCdb.MODE_SELECT_6.build(cdb, 16)));
        sense(0x2F, 0);
        assertThat(Memory.bytes(data, 8, 2)).containsExactly(0x5D, 0xFF);
    }

    @Test
    void otherPagesAndFieldsAreRefused() {
        Check.invalidField(sense(0x0D, 0), 2);
        Check.invalidField(sense(0, 1), 3);
        Check.invalidField(sense(0x2F, 0xFF), 3);
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
