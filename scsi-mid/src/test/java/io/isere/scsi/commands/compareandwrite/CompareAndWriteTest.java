package io.isere.scsi.commands.compareandwrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.cdb.AtomicCdb;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseData;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** COMPARE AND WRITE of one nexus. */
class CompareAndWriteTest {
    private final TestUnit target = new TestUnit();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 200, 255})
    void writesWhenEqual(int blocks) {
        Check.good(run(target, 3, blocks, data(0, 0x66, blocks)));
        ByteBuffer back = ByteBuffer.allocateDirect(blocks * 512);
        Check.good(target.read(3, blocks, back));
        assertThat(Memory.bytes(back)).containsOnly(0x66);
    }

    @Test
    void aMiscompareTellsWhereAndWritesNothing() {
        Check.good(target.write(4, 1, Memory.filled(9, 512)));
        ScsiTask task = run(target, 3, 2, data(0, 0x66, 2));
        Check.sense(task, SenseKey.MISCOMPARE, SenseCode.MISCOMPARE_DURING_VERIFY);
        assertThat(SenseData.information(task.sense(), task.senseLengthBytes())).isEqualTo(512);
        ByteBuffer back = ByteBuffer.allocateDirect(512);
        Check.good(target.read(3, 1, back));
        assertThat(Memory.bytes(back)).containsOnly(0);
        Check.good(target.read(4, 1, back));
        assertThat(Memory.bytes(back)).containsOnly(9);
    }

    @Test
    void noBlocksAreGood() {
        Check.good(target.run(cdb -> AtomicCdb.buildCompareAndWrite(cdb, 0, 0)));
    }

    @Test
    void wrongRangesAndShortDataAreRefused() {
        Check.outOfRange(run(target, TestUnit.BLOCKS - 1, 2, data(0, 1, 2)));
        Check.outOfRange(run(target, -1, 1, data(0, 1, 1)));
        Check.sense(
                run(target, 0, 2, data(0, 1, 1)),
                SenseKey.ILLEGAL_REQUEST,
                SenseCode.INVALID_FIELD_IN_COMMAND_INFORMATION_UNIT);
        Check.invalidField(run(target, 0, 0, data(0, 1, 256)), 13);
        Check.invalidField(run(target, 0, 1, data(0, 1, 2)), 13);
        TestUnit limited =
                new TestUnit(TestUnit.builder().maxTransferBytes(8 * 512).build(), false);
        Check.good(run(limited, 0, 4, data(0, 1, 4)));
        Check.invalidField(run(limited, 0, 5, data(0, 1, 5)), 13);
        TestUnit readOnly = new TestUnit(TestUnit.builder().readOnly(true).build(), false);
        Check.sense(run(readOnly, 0, 1, data(0, 1, 1)), SenseKey.DATA_PROTECT, SenseCode.WRITE_PROTECTED);
    }

    private static ByteBuffer data(int compare, int write, int blocks) {
        ByteBuffer both = ByteBuffer.allocateDirect(2 * blocks * 512);
        both.put(0, Memory.bytes(Memory.filled(compare, blocks * 512)));
        both.put(blocks * 512, Memory.bytes(Memory.filled(write, blocks * 512)));
        return both;
    }

    private static ScsiTask run(TestUnit unit, long lba, int blocks, ByteBuffer data) {
        return unit.runOut(data, cdb -> AtomicCdb.buildCompareAndWrite(cdb, lba, blocks));
    }
}
