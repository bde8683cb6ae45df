package io.isere.scsi.commands.getlbastatus;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.cdb.ServiceActionIn16Cdb;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.FakeBackstore;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** GET LBA STATUS. */
class GetLbaStatusTest {
    private final TestUnit target = new TestUnit();
    private final ByteBuffer data = Memory.filled(0xAA, 256);

    @Test
    void tellsExtentsFromTheLbaOn() {
        assertThat(status(target, 5).transferredBytes()).isEqualTo(24);
        assertExtent(0, 5, 4091, 1);
        Check.good(target.write(0, 1, Memory.filled(1, 512)));
        assertThat(status(target, 5).transferredBytes()).isEqualTo(40);
        assertThat(data.getInt(0)).isEqualTo(36);
        assertExtent(0, 5, 2043, 0);
        assertExtent(1, 2048, 2048, 1);
    }

    @Test
    void aFullyProvisionedUnitIsMapped() {
        assertThat(status(new TestUnit(new FakeBackstore(1L << 50)), 1).isGood())
                .isTrue();
        assertExtent(0, 1, 0xFFFF_FFFFL, 0);
    }

    @Test
    void anLbaBeyondTheEndIsRefused() {
        Check.outOfRange(status(target, TestUnit.BLOCKS));
        Check.outOfRange(status(target, -1));
    }

    private void assertExtent(int index, long lba, long blocks, int status) {
        int at = 8 + 16 * index;
        assertThat(data.getLong(at)).isEqualTo(lba);
        assertThat(Integer.toUnsignedLong(data.getInt(at + 8))).isEqualTo(blocks);
        assertThat(data.get(at + 12)).isEqualTo((byte) status);
    }

    private ScsiTask status(TestUnit unit, long lba) {
        return unit.runIn(data, cdb -> {
            int length = ServiceActionIn16Cdb.build(cdb, Opcode.SAI_GET_LBA_STATUS, 256);
            ServiceActionIn16Cdb.setLba(cdb, lba);
            return length;
        });
    }
}
