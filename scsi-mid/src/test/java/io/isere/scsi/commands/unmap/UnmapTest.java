package io.isere.scsi.commands.unmap;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.cdb.UnmapCdb;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.FakeBackstore;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** UNMAP. */
class UnmapTest {
    private final TestUnit target = new TestUnit();

    @BeforeEach
    void fill() {
        Check.good(target.write(0, TestUnit.BLOCKS, Memory.filled(0x55, TestUnit.BLOCKS * 512)));
    }

    @Test
    void unmapsWhatTheDescriptorsNameAndNothingElse() {
        Check.good(unmap(UnmapCdb.list(10, 1, 0, 2048, 4000, 0, 4094, 2)));
        ByteBuffer all = ByteBuffer.allocateDirect(TestUnit.BLOCKS * 512);
        Check.good(target.read(0, TestUnit.BLOCKS, all));
        assertThat(Memory.bytes(all, 0, 2048 * 512)).containsOnly(0);
        assertThat(Memory.bytes(all, 2048 * 512, 2046 * 512)).containsOnly(0x55);
        assertThat(Memory.bytes(all, 4094 * 512, 1024)).containsOnly(0);
        assertThat(target.unit.backstore().isMapped(0)).isFalse();
        assertThat(target.unit.backstore().isMapped(1 << 20)).isTrue();
    }

    @Test
    void nothingToDoIsGood() {
        Check.good(target.run(cdb -> UnmapCdb.build(cdb, 0)));
        Check.good(unmap(UnmapCdb.list()));
        Check.good(unmap(UnmapCdb.list(TestUnit.BLOCKS, 0)));
        Check.outOfRange(unmap(UnmapCdb.list(TestUnit.BLOCKS + 1, 0)));
    }

    @Test
    void blocksBeyondTheEndAreRefusedBeforeAnythingIsUnmapped() {
        Check.outOfRange(unmap(UnmapCdb.list(0, 8, TestUnit.BLOCKS - 1, 2)));
        ByteBuffer first = ByteBuffer.allocateDirect(512);
        Check.good(target.read(0, 1, first));
        assertThat(Memory.bytes(first)).containsOnly(0x55);
    }

    @Test
    void wrongListsAreRefused() {
        ByteBuffer list = UnmapCdb.list(0, 1);
        Check.sense(
                target.runOut(list, cdb -> UnmapCdb.build(cdb, 7)),
                SenseKey.ILLEGAL_REQUEST,
                SenseCode.PARAMETER_LIST_LENGTH_ERROR);
        Check.sense(
                target.runOut(list, cdb -> UnmapCdb.build(cdb, 20)),
                SenseKey.ILLEGAL_REQUEST,
                SenseCode.PARAMETER_LIST_LENGTH_ERROR);
        TestUnit large = new TestUnit(new io.isere.scsi.backstore.ram.RamBackstore(1L << 30));
        Check.sense(
                large.runOut(UnmapCdb.list(0, 0x4_0001), cdb -> UnmapCdb.build(cdb, 24)),
                SenseKey.ILLEGAL_REQUEST,
                SenseCode.INVALID_FIELD_IN_PARAMETER_LIST);
    }

    @Test
    void anchorAndProtectedAndFullyProvisionedUnitsAreRefused() {
        ByteBuffer list = UnmapCdb.list(0, 1);
        Check.invalidField(
                target.runOut(list, cdb -> {
                    int length = UnmapCdb.build(cdb, 24);
                    cdb.put(1, (byte) 1);
                    return length;
                }),
                1);
        TestUnit readOnly = new TestUnit(TestUnit.builder().readOnly(true).build(), false);
        Check.sense(
                readOnly.runOut(list, cdb -> UnmapCdb.build(cdb, 24)),
                SenseKey.DATA_PROTECT,
                SenseCode.WRITE_PROTECTED);
        Check.sense(
                new TestUnit(new FakeBackstore(1 << 20)).runOut(list, cdb -> UnmapCdb.build(cdb, 24)),
                SenseKey.ILLEGAL_REQUEST,
                SenseCode.INVALID_COMMAND_OPERATION_CODE);
    }

    private ScsiTask unmap(ByteBuffer list) {
        return target.runOut(list, cdb -> UnmapCdb.build(cdb, list.capacity()));
    }
}
