package io.isere.scsi.commands.writeandverify;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.backstore.BackstoreOp;
import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.Blocks;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.FakeBackstore;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** WRITE AND VERIFY (10), (12), (16). */
class WriteAndVerifyTest {
    private final TestUnit target = new TestUnit();

    @ParameterizedTest
    @EnumSource(names = "BLOCK_6", mode = EnumSource.Mode.EXCLUDE)
    void writes(BlockCdb layout) {
        for (int bytchk = 0; bytchk <= 1; bytchk++) {
            ByteBuffer data = Memory.random(new Random(bytchk), 200 * 512);
            Check.good(Blocks.out(target, layout, opcode(layout), 9, 200, bytchk, data));
            ByteBuffer back = ByteBuffer.allocateDirect(200 * 512);
            Check.good(target.read(9, 200, back));
            assertThat(back).isEqualTo(data);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "BLOCK_6", mode = EnumSource.Mode.EXCLUDE)
    void readsBackFromTheMedium(BlockCdb layout) {
        FakeBackstore store = new FakeBackstore(TestUnit.BLOCKS * TestUnit.BLOCK_BYTES);
        TestUnit forgetful = new TestUnit(store);
        ByteBuffer data = Memory.filled(0x11, 512);
        Check.good(Blocks.out(forgetful, layout, opcode(layout), 0, 1, 0, data));
        ScsiTask task = Blocks.out(forgetful, layout, opcode(layout), 0, 1, 1, data);
        Check.sense(task, SenseKey.MISCOMPARE, SenseCode.MISCOMPARE_DURING_VERIFY);
        assertThat(store.submitted(BackstoreOp.WRITE)).isEqualTo(2);
        assertThat(store.submitted(BackstoreOp.READ)).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(names = "BLOCK_6", mode = EnumSource.Mode.EXCLUDE)
    void wrongRangesFieldsAndProtectedUnitsAreRefused(BlockCdb layout) {
        ByteBuffer data = Memory.filled(0x11, 1024);
        int opcode = opcode(layout);
        Check.outOfRange(Blocks.out(target, layout, opcode, TestUnit.BLOCKS - 1, 2, 0, data));
        Check.invalidField(Blocks.out(target, layout, opcode, 0, 2, 2, data), 1);
        TestUnit readOnly = new TestUnit(TestUnit.builder().readOnly(true).build(), false);
        ScsiTask task = Blocks.out(readOnly, layout, opcode, 0, 2, 0, data);
        Check.sense(task, SenseKey.DATA_PROTECT, SenseCode.WRITE_PROTECTED);
    }

    private static int opcode(BlockCdb layout) {
        return switch (layout) {
            case BLOCK_10 -> Opcode.WRITE_AND_VERIFY_10;
            case BLOCK_12 -> Opcode.WRITE_AND_VERIFY_12;
            default -> Opcode.WRITE_AND_VERIFY_16;
        };
    }
}
