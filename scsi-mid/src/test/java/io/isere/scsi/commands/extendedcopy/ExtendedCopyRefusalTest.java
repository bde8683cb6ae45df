package io.isere.scsi.commands.extendedcopy;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.cdb.TestUnitReadyCdb;
import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.device.LogicalUnitIdentity;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseData;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.Lun;
import io.isere.scsi.task.ScsiStatus;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.SecondPort;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** EXTENDED COPY (LID1): lists it refuses before it begins, and segments it fails at. */
class ExtendedCopyRefusalTest {
    private static final TestUnit TARGET = new TestUnit();
    private static final long NAA = TARGET.unit.identity().naaDesignator();

    private final TestUnit target = new TestUnit();

    static Stream<Arguments> wrongLists() {
        CopyLists nineTargets = new CopyLists();
        for (int count = 0; count < 9; count++) {
            nineTargets.target(TARGET.unit);
        }
        CopyLists manySegments = new CopyLists().target(TARGET.unit);
        for (int count = 0; count < 65; count++) {
            manySegments.segment(0, 0, 1, 0, 1);
        }
        ByteBuffer otherTarget = ByteBuffer.allocate(32).put(0, (byte) 0xE0);
        ByteBuffer otherSegment = ByteBuffer.allocate(20).put(0, (byte) 3).putShort(2, (short) 16);
        ByteBuffer wrongLength = ByteBuffer.allocate(28).put(0, (byte) 2).putShort(2, (short) 0x17);
        return Stream.of(
                Arguments.of(nineTargets, SenseCode.TOO_MANY_TARGET_DESCRIPTORS, 2),
                Arguments.of(manySegments, SenseCode.TOO_MANY_SEGMENT_DESCRIPTORS, 8),
                Arguments.of(
                        new CopyLists().rawTarget(otherTarget).segment(0, 0, 1, 0, 1),
                        SenseCode.UNSUPPORTED_TARGET_DESCRIPTOR_TYPE_CODE,
                        16),
                Arguments.of(
                        new CopyLists().target(TARGET.unit).rawSegment(otherSegment),
                        SenseCode.UNSUPPORTED_SEGMENT_DESCRIPTOR_TYPE_CODE,
                        48),
                Arguments.of(
                        new CopyLists().target(TARGET.unit).rawSegment(wrongLength),
                        SenseCode.INVALID_FIELD_IN_PARAMETER_LIST,
                        50),
                Arguments.of(
                        new CopyLists().rawTarget(ByteBuffer.allocate(31).put(0, (byte) 0xE4)),
                        SenseCode.INVALID_FIELD_IN_PARAMETER_LIST,
                        2),
                Arguments.of(new CopyLists().identifier(1, 1), SenseCode.INVALID_FIELD_IN_PARAMETER_LIST, 1),
                Arguments.of(new CopyLists().identifier(1, 3), SenseCode.INVALID_FIELD_IN_PARAMETER_LIST, 0),
                Arguments.of(
                        new CopyLists().target(NAA, 4096, false).segment(0, 0, 1, 0, 1),
                        SenseCode.INVALID_FIELD_IN_PARAMETER_LIST,
                        45));
    }

    @ParameterizedTest
    @MethodSource("wrongLists")
    void refusesWrongListsAndPointsAtThem(CopyLists list, SenseCode code, int listByte) {
        ScsiTask task = list.run(target);
        Check.sense(task, SenseKey.ILLEGAL_REQUEST, code);
        assertThat(SenseData.parameterPointer(task.sense(), task.senseLengthBytes()))
                .isEqualTo(listByte);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 47, 75})
    void refusesListsThatAreCut(int bytes) {
        ByteBuffer whole =
                new CopyLists().target(target.unit).segment(0, 0, 1, 0, 1).list();
        ByteBuffer cut = ByteBuffer.allocateDirect(bytes).put(0, whole, 0, bytes);
        lengthError(CopyLists.run(target, cut));
    }

    @Test
    void refusesLongerListsThanItSaysAndInlineData() {
        lengthError(CopyLists.run(target, ByteBuffer.allocateDirect(16 + 2048 + 1)));
        lengthError(new CopyLists().inlineBytes(1).run(target));
        ByteBuffer withInline = ByteBuffer.allocateDirect(17).putInt(12, 1);
        Check.sense(CopyLists.run(target, withInline), SenseKey.ILLEGAL_REQUEST, SenseCode.INLINE_DATA_LENGTH_EXCEEDED);
    }

    private static void lengthError(ScsiTask task) {
        Check.sense(task, SenseKey.ILLEGAL_REQUEST, SenseCode.PARAMETER_LIST_LENGTH_ERROR);
    }

    static Stream<Arguments> wrongSegments() {
        ByteBuffer tape = ByteBuffer.allocate(32).put(0, (byte) 0xE4).put(1, (byte) 1);
        CopyLists fine = new CopyLists().target(TARGET.unit).segment(0, 0, 1, 0, 1);
        return Stream.of(
                Arguments.of(fine.segment(1, 0, 1, 0, 1), SenseCode.UNREACHABLE_COPY_TARGET, 1, 4),
                Arguments.of(
                        new CopyLists().target(TARGET.unit).segment(0, 1, 1, 0, 1),
                        SenseCode.UNREACHABLE_COPY_TARGET,
                        0,
                        6),
                Arguments.of(
                        new CopyLists().target(NAA ^ 1, 512, false).segment(0, 0, 1, 0, 1),
                        SenseCode.UNREACHABLE_COPY_TARGET,
                        0,
                        4),
                Arguments.of(
                        new CopyLists().target(TARGET.unit).rawTarget(tape).segment(0, 1, 1, 0, 1),
                        SenseCode.INCORRECT_COPY_TARGET_DEVICE_TYPE,
                        0,
                        6));
    }

    @ParameterizedTest
    @MethodSource("wrongSegments")
    void abortsAtASegmentItCannotDo(CopyLists list, SenseCode code, int segment, int segmentByte) {
        ScsiTask task = list.run(target);
        aborted(task, code, segment);
        assertThat(task.sense().get(15)).as("SKSV, SD").isEqualTo((byte) 0xA0);
        assertThat(task.sense().getShort(16)).isEqualTo((short) segmentByte);
        assertThat(SenseData.hasInformation(task.sense(), task.senseLengthBytes()))
                .isFalse();
    }

    @Test
    void tellsWhatTheDestinationSaidAndHowMuchItLacks() {
        int last = TestUnit.BLOCKS - 130;
        ScsiTask task = new CopyLists()
                .target(target.unit)
                .segment(0, 0, 1, 0, 1)
                .segment(0, 0, 200, 0, last)
                .run(target);
        aborted(task, SenseCode.NO_ADDITIONAL_SENSE, 1);
        assertThat(SenseData.information(task.sense(), task.senseLengthBytes())).isEqualTo(72);
        assertTargetSense(task, 9, ScsiStatus.CHECK_CONDITION, SenseCode.LBA_OUT_OF_RANGE);
    }

    @Test
    void tellsWhatTheSourceSaid() {
        ScsiTask task = new CopyLists()
                .target(target.unit)
                .segment(0, 0, 1, TestUnit.BLOCKS, 0)
                .run(target);
        aborted(task, SenseCode.NO_ADDITIONAL_SENSE, 0);
        assertTargetSense(task, 8, ScsiStatus.CHECK_CONDITION, SenseCode.LBA_OUT_OF_RANGE);
    }

    @Test
    void doesNotWriteToAProtectedUnit() {
        LogicalUnit other = LogicalUnit.builder(
                        LogicalUnitIdentity.derive(TestUnit.TARGET, 1), new RamBackstore(1 << 20))
                .readOnly(true)
                .build();
        target.device.addLun(1, other);
        target.run(TestUnitReadyCdb::build);
        ScsiTask task = new CopyLists()
                .target(target.unit)
                .target(other)
                .segment(0, 1, 1, 0, 0)
                .run(target);
        aborted(task, SenseCode.NO_ADDITIONAL_SENSE, 0);
        assertTargetSense(task, 9, ScsiStatus.CHECK_CONDITION, SenseCode.WRITE_PROTECTED);
    }

    @Test
    void conflictsWithReservationsOfOthers() {
        LogicalUnit other = LogicalUnit.builder(
                        LogicalUnitIdentity.derive(TestUnit.TARGET, 1), new RamBackstore(1 << 20))
                .build();
        target.device.addLun(1, other);
        target.run(TestUnitReadyCdb::build);
        SecondPort second = new SecondPort(target, "second");
        Check.good(second.run(reserve(1)));
        CopyLists list = new CopyLists().target(target.unit).target(other).segment(0, 1, 1, 0, 0);
        ScsiTask task = list.run(target);
        aborted(task, SenseCode.NO_ADDITIONAL_SENSE, 0);
        assertThat(task.sense().get(9)).isEqualTo((byte) 18);
        assertThat(task.sense().get(18)).isEqualTo((byte) ScsiStatus.RESERVATION_CONFLICT);
        assertThat(task.senseLengthBytes()).isEqualTo(19);
        Check.good(second.run(reserve(0)));
        assertThat(list.run(target).status()).isEqualTo(ScsiStatus.RESERVATION_CONFLICT);
    }

    private static ScsiTask reserve(int lun) {
        return TestUnit.prepare(cdb -> {
                    cdb.putLong(0, 0).put(0, (byte) Opcode.RESERVE_6);
                    return 6;
                })
                .lun(Lun.encode(lun));
    }

    private static void assertTargetSense(ScsiTask task, int offsetAt, int status, SenseCode code) {
        assertThat(task.sense().get(offsetAt)).isEqualTo((byte) 18);
        assertThat(task.sense().get(18)).isEqualTo((byte) status);
        ByteBuffer nested = task.sense().slice(19, task.senseLengthBytes() - 19);
        assertThat(SenseCode.of(SenseData.asc(nested, 18), SenseData.ascq(nested, 18)))
                .isEqualTo(code);
    }

    static void aborted(ScsiTask task, SenseCode code, int segment) {
        int length = task.senseLengthBytes();
        assertThat(task.status()).isEqualTo(ScsiStatus.CHECK_CONDITION);
        assertThat(SenseData.key(task.sense(), length)).isEqualTo(SenseKey.COPY_ABORTED);
        assertThat(SenseCode.of(SenseData.asc(task.sense(), length), SenseData.ascq(task.sense(), length)))
                .isEqualTo(code);
        assertThat(task.sense().getShort(10)).as("segment").isEqualTo((short) segment);
        assertThat(task.sense().get(7) + 8).as("additional sense length").isEqualTo(length);
    }
}
