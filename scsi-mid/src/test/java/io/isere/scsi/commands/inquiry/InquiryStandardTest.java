package io.isere.scsi.commands.inquiry;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.cdb.InquiryCdb;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** INQUIRY for standard data (SPC-4 6.6.2). */
class InquiryStandardTest {
    private final TestUnit target = new TestUnit();

    @Test
    void tellsABlockDeviceOfSpc4() {
        ByteBuffer data = ByteBuffer.allocateDirect(96);
        Check.good(target.runIn(data, cdb -> InquiryCdb.build(cdb, 96)));
        assertThat(data.get(0)).isZero();
        assertThat(data.get(2)).isEqualTo((byte) 6);
        assertThat(data.get(3) & 0x0F).isEqualTo(2);
        assertThat(data.get(4)).isEqualTo((byte) 91);
        assertThat(data.get(7) & 0x02).isEqualTo(2);
        assertThat(new String(Memory.bytes(data, 8, 28), java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo("ISERE   ISERE DISK      0001");
    }

    @Test
    void isCutToTheAllocationLength() {
        for (int length : new int[] {0, 1, 5, 36, 95}) {
            ByteBuffer data = Memory.filled(0xAA, 255);
            Check.residual(target.runIn(data, cdb -> InquiryCdb.build(cdb, length)), 255 - length, 0);
            assertThat(Memory.bytes(data, length, 255 - length)).containsOnly(0xAA);
        }
    }

    @Test
    void isNoLongerThanItIs() {
        Check.residual(target.runIn(ByteBuffer.allocateDirect(255), cdb -> InquiryCdb.build(cdb, 255)), 159, 0);
    }

    @Test
    void overflowsABufferShorterThanTheAllocationLength() {
        Check.residual(target.runIn(ByteBuffer.allocateDirect(10), cdb -> InquiryCdb.build(cdb, 96)), 0, 86);
    }

    @Test
    void aPageCodeWithoutEvpdIsRefused() {
        ScsiTask task = target.runIn(ByteBuffer.allocateDirect(255), cdb -> {
            int length = InquiryCdb.build(cdb, 255);
            cdb.put(2, (byte) 0x83);
            return length;
        });
        Check.invalidField(task, 2);
    }
}
