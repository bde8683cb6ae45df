package io.isere.scsi.commands.sanitize;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.cdb.SanitizeCdb;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseData;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.FakeBackstore;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SANITIZE: what it leaves on the medium, and what it refuses. */
class SanitizeTest {
    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);
    private static final int LAST = TestUnit.BLOCKS - 1;

    private final TestUnit target = new TestUnit();

    @ParameterizedTest
    @CsvSource({"1,false", "1,true", "2,true", "3,true", "31,false"})
    void overwriteLeavesThePatternWhateverTheInversions(int count, boolean invert) {
        write(0x55);
        Check.good(overwrite(target, SanitizeCdb.list(invert, count, (byte) 0x1A, (byte) 0x2B, (byte) 0x3C)));
        for (int lba : new int[] {0, 1, 127, 128, LAST}) {
            byte[] block = read(lba);
            for (int at = 0; at < block.length; at++) {
                assertThat(block[at]).as("byte %d of block %d", at, lba).isEqualTo((byte) (0x1A + at % 3 * 0x11));
            }
        }
    }

    @Test
    void overwriteTakesAPatternOfAWholeBlock() {
        byte[] pattern = Memory.bytes(Memory.random(new java.util.Random(3), 512));
        Check.good(overwrite(target, SanitizeCdb.list(false, 1, pattern)));
        assertThat(read(77)).isEqualTo(pattern);
    }

    @Test
    void overwriteInvertsTheFirstOfTwoPasses() {
        RecordingStore store = new RecordingStore();
        Check.good(overwrite(new TestUnit(store), SanitizeCdb.list(true, 2, (byte) 0x0F)));
        assertThat(store.firstBytes).containsExactly((byte) 0xF0, (byte) 0x0F);
    }

    @Test
    void blockEraseUnmapsAndLeavesZeros() {
        write(0x55);
        ByteBuffer memory = memoryOf(target);
        Check.good(erase(target));
        assertThat(read(0)).containsOnly(0);
        assertThat(read(LAST)).containsOnly(0);
        assertThat(target.unit.backstore().isMapped(0)).isFalse();
        assertThat(target.unit.backstore().extentEndBytes(0))
                .isEqualTo(target.unit.backstore().capacityBytes());
        assertThat(Memory.bytes(memory)).as("memory given back").containsOnly(0);
    }

    private static ByteBuffer memoryOf(TestUnit unit) {
        io.isere.scsi.task.DataSegments segments = new io.isere.scsi.task.DataSegments();
        assertThat(unit.unit.backstore().mapRead(0, 512, segments)).isTrue();
        return segments.slab(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 517})
    void overwriteRefusesListsOfTheWrongLength(int length) {
        ByteBuffer list = ByteBuffer.allocateDirect(600);
        Check.invalidField(
                target.runOut(list, cdb -> SanitizeCdb.build(cdb, SanitizeCdb.OVERWRITE, false, false, length)), 7);
    }

    @Test
    void overwriteRefusesAListThatMakesNoSense() {
        invalidParameter(overwrite(target, SanitizeCdb.list(false, 0, (byte) 1)), 0);
        invalidParameter(overwrite(target, SanitizeCdb.list(false, 1, (byte) 1).put(0, (byte) 0x21)), 0);
        invalidParameter(overwrite(target, SanitizeCdb.list(false, 1, (byte) 1).putShort(2, (short) 0)), 2);
        invalidParameter(overwrite(target, SanitizeCdb.list(false, 1, (byte) 1).putShort(2, (short) 2)), 2);
    }

    @Test
    void overwriteRefusesLessDataThanItSays() {
        Check.sense(
                target.runOut(
                        SanitizeCdb.list(false, 1, (byte) 1),
                        cdb -> SanitizeCdb.build(cdb, SanitizeCdb.OVERWRITE, false, false, 6)),
                SenseKey.ILLEGAL_REQUEST,
                SenseCode.INVALID_FIELD_IN_COMMAND_INFORMATION_UNIT);
    }

    @ParameterizedTest
    @ValueSource(ints = {SanitizeCdb.BLOCK_ERASE, SanitizeCdb.EXIT_FAILURE_MODE})
    void whatHasNoListRefusesOne(int action) {
        Check.invalidField(
                target.runOut(ByteBuffer.allocateDirect(8), cdb -> SanitizeCdb.build(cdb, action, false, false, 8)), 7);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, SanitizeCdb.CRYPTOGRAPHIC_ERASE, 4, 0x1E})
    void otherServiceActionsAreRefused(int action) {
        Check.invalidField(target.run(cdb -> SanitizeCdb.build(cdb, action, false, false, 0)), 1);
    }

    @Test
    void aStoreThatCannotUnmapHasNoBlockErase() {
        Check.invalidField(erase(new TestUnit(new FakeBackstore(1 << 20))), 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void reservedFieldsAreRefused(int at) {
        for (int action : new int[] {SanitizeCdb.OVERWRITE, SanitizeCdb.BLOCK_ERASE}) {
            Check.invalidField(
                    target.runOut(SanitizeCdb.list(false, 1, (byte) 1), cdb -> {
                        int length = SanitizeCdb.build(cdb, action, false, false, 5);
                        cdb.put(at, (byte) (cdb.get(at) | 0x40));
                        return length;
                    }),
                    at);
        }
    }

    @Test
    void writeProtectedUnitsAreLeftAlone() {
        TestUnit readOnly = new TestUnit(TestUnit.builder().readOnly(true).build(), false);
        Check.sense(erase(readOnly), SenseKey.DATA_PROTECT, SenseCode.WRITE_PROTECTED);
        ScsiTask task = overwrite(readOnly, SanitizeCdb.list(false, 1, (byte) 1));
        Check.sense(task, SenseKey.DATA_PROTECT, SenseCode.WRITE_PROTECTED);
    }

    private void write(int value) {
        Check.good(target.write(0, TestUnit.BLOCKS, Memory.filled(value, TestUnit.BLOCKS * 512)));
    }

    private byte[] read(int lba) {
        ByteBuffer block = ByteBuffer.allocateDirect(512);
        Check.good(target.read(lba, 1, block));
        return Memory.bytes(block);
    }

    static ScsiTask overwrite(TestUnit unit, ByteBuffer list) {
        return unit.runOut(list, cdb -> SanitizeCdb.build(cdb, SanitizeCdb.OVERWRITE, false, false, list.capacity()));
    }

    private static ScsiTask erase(TestUnit unit) {
        return unit.runOut(NOTHING, cdb -> SanitizeCdb.build(cdb, SanitizeCdb.BLOCK_ERASE, false, false, 0));
    }

    private static void invalidParameter(ScsiTask task, int listByte) {
        Check.sense(task, SenseKey.ILLEGAL_REQUEST, SenseCode.INVALID_FIELD_IN_PARAMETER_LIST);
        assertThat(SenseData.parameterPointer(task.sense(), task.senseLengthBytes()))
                .isEqualTo(listByte);
    }
}
