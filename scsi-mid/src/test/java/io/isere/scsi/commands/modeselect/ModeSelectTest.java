package io.isere.scsi.commands.modeselect;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.backstore.BackstoreOp;
import io.isere.scsi.cdb.ModeSelectCdb;
import io.isere.scsi.cdb.ModeSenseCdb;
import io.isere.scsi.cdb.RequestSenseCdb;
import io.isere.scsi.cdb.TestUnitReadyCdb;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseData;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.Lun;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.TaskManagementFunction;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.FakeBackstore;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.SecondPort;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** MODE SELECT (6) and (10) (SPC-4 6.9): what it takes, what it refuses and where, and what its pages do. */
class ModeSelectTest {
    private static final String CONTROL = "0A0A 20100000 0000FFFF 0000";
    private static final String WITH_SWP = "0A0A 20100800 0000FFFF 0000";
    private static final String WITH_D_SENSE = "0A0A 24100000 0000FFFF 0000";
    private static final String CACHE_OFF = "0812" + "00".repeat(18);

    private final TestUnit target = new TestUnit();

    @ParameterizedTest
    @EnumSource
    void softwareWriteProtectRefusesEveryWriteAndNoRead(ModeSelectCdb layout) {
        Check.good(select(target, layout, WITH_SWP));
        ByteBuffer block = Memory.filled(1, 512);
        Check.sense(target.write(0, 1, block), SenseKey.DATA_PROTECT, SenseCode.SOFTWARE_WRITE_PROTECTED);
        Check.good(target.read(0, 1, block));
        assertThat(current(0x0A).get(4)).as("SWP").isEqualTo((byte) 8);
        assertThat(header().get(2)).as("WP, DPOFUA").isEqualTo((byte) 0x90);
        Check.good(select(target, layout, CONTROL));
        Check.good(target.write(0, 1, block));
    }

    @Test
    void descriptorSenseChangesTheFormatOfEveryCheckCondition() {
        Check.good(select(target, ModeSelectCdb.MODE_SELECT_6, WITH_D_SENSE));
        ScsiTask task =
                target.runIn(ByteBuffer.allocateDirect(8), cdb -> ModeSenseCdb.MODE_SENSE_6.build(cdb, 0x3E, 0, 8));
        assertThat(task.sense().get(0)).isEqualTo((byte) 0x72);
        assertThat(SenseData.fieldPointer(task.sense(), task.senseLengthBytes()))
                .isEqualTo(2);
        ByteBuffer sense = ByteBuffer.allocateDirect(18);
        target.runIn(sense, cdb -> RequestSenseCdb.build(cdb, false, 18));
        assertThat(sense.get(0)).as("REQUEST SENSE obeys its own DESC bit").isEqualTo((byte) 0x70);
    }

    @Test
    void aListErrorOfDescriptorFormatPointsIntoTheList() {
        Check.good(select(target, ModeSelectCdb.MODE_SELECT_6, WITH_D_SENSE));
        ScsiTask task = select(target, ModeSelectCdb.MODE_SELECT_6, "0A0A 24100010 0000FFFF 0000");
        assertThat(SenseData.parameterPointer(task.sense(), task.senseLengthBytes()))
                .isEqualTo(9);
    }

    @Test
    void withoutWriteCacheEveryWriteForcesUnitAccess() {
        FakeBackstore store = new FakeBackstore(1 << 20);
        TestUnit cached = new TestUnit(store);
        Check.good(cached.write(0, 1, Memory.filled(1, 512)));
        assertThat(store.lastWriteForced()).isFalse();
        Check.good(select(cached, ModeSelectCdb.MODE_SELECT_10, CACHE_OFF));
        assertThat(store.submitted(BackstoreOp.FLUSH))
                .as("what was cached is made stable")
                .isEqualTo(1);
        Check.good(cached.write(0, 1, Memory.filled(1, 512)));
        assertThat(store.lastWriteForced()).isTrue();
    }

    @Test
    void theWriteCacheOfAUnitThatHasNoneCannotBeSwitchedOn() {
        String cacheOn = "0812" + "04" + "00".repeat(17);
        invalidParameter(select(target, ModeSelectCdb.MODE_SELECT_6, cacheOn), 4 + 2);
    }

    @ParameterizedTest
    @EnumSource
    void otherNexusesLearnOfAChangeOnly(ModeSelectCdb layout) {
        SecondPort other = new SecondPort(target, "other");
        Check.good(select(target, layout, CONTROL));
        target.loop.runAll();
        Check.good(other.run(TestUnitReadyCdb::build));
        Check.good(select(target, layout, WITH_SWP));
        target.loop.runAll();
        Check.sense(other.run(TestUnitReadyCdb::build), SenseKey.UNIT_ATTENTION, SenseCode.MODE_PARAMETERS_CHANGED);
        Check.good(other.run(TestUnitReadyCdb::build));
        Check.good(target.run(TestUnitReadyCdb::build));
    }

    @ParameterizedTest
    @EnumSource
    void theFirstByteThatCannotBeChangedIsPointedAtAndNothingIsTakenOver(ModeSelectCdb layout) {
        String tasSet = "0A0A 20100840 0000FFFF 0000";
        invalidParameter(select(target, layout, tasSet), layout.headerBytes() + 5);
        assertThat(current(0x0A).get(4)).as("SWP").isZero();
        invalidParameter(select(target, layout, WITH_SWP + "3E0A" + "00".repeat(10)), layout.headerBytes() + 12);
        invalidParameter(select(target, layout, "0A0B" + "00".repeat(11)), layout.headerBytes() + 1);
        invalidParameter(select(target, layout, "4A02 0000"), layout.headerBytes());
        assertThat(current(0x0A).get(4)).as("SWP").isZero();
    }

    @ParameterizedTest
    @EnumSource
    void truncatedListsAreOfWrongLength(ModeSelectCdb layout) {
        Check.good(target.run(cdb -> layout.build(cdb, 0)));
        for (int cut = 1; cut < layout.headerBytes() + 12; cut++) {
            if (cut != layout.headerBytes()) {
                Check.sense(
                        selectRaw(target, layout, list(layout, "", WITH_SWP), cut),
                        SenseKey.ILLEGAL_REQUEST,
                        SenseCode.PARAMETER_LIST_LENGTH_ERROR);
            }
        }
        Check.residual(selectRaw(target, layout, list(layout, "", WITH_SWP), layout.headerBytes()), 12, 0);
        Check.sense(
                target.runOut(Memory.filled(0, 8), cdb -> layout.build(cdb, 40)),
                SenseKey.ILLEGAL_REQUEST,
                SenseCode.PARAMETER_LIST_LENGTH_ERROR);
    }

    @ParameterizedTest
    @EnumSource
    void blockDescriptorsMayRepeatWhatIsAndNoMore(ModeSelectCdb layout) {
        Check.good(selectRaw(target, layout, list(layout, "00001000 00000200", WITH_SWP), -1));
        Check.good(selectRaw(target, layout, list(layout, "00000000 00000200", CONTROL), -1));
        invalidParameter(
                selectRaw(target, layout, list(layout, "00001000 00001000", CONTROL), -1), layout.headerBytes() + 4);
        invalidParameter(
                selectRaw(target, layout, list(layout, "00000001 00000200", CONTROL), -1), layout.headerBytes());
        invalidParameter(selectRaw(target, layout, list(layout, "0000", CONTROL), -1), layout.descriptorLengthAt());
    }

    @Test
    void theLongBlockDescriptorIsTaken() {
        ByteBuffer list = list(ModeSelectCdb.MODE_SELECT_10, "0000000000001000 00000000 00000200", WITH_SWP);
        list.put(4, (byte) 1);
        Check.good(selectRaw(target, ModeSelectCdb.MODE_SELECT_10, list, -1));
        list.put(8 + 12, (byte) 1);
        invalidParameter(selectRaw(target, ModeSelectCdb.MODE_SELECT_10, list, -1), 8 + 12);
    }

    @ParameterizedTest
    @EnumSource
    void savingAndVendorFormatAreRefused(ModeSelectCdb layout) {
        ByteBuffer list = list(layout, "", CONTROL);
        Check.invalidField(
                target.runOut(list, cdb -> {
                    int length = layout.build(cdb, list.capacity());
                    layout.setSp(cdb, true);
                    return length;
                }),
                1);
        Check.invalidField(
                target.runOut(list, cdb -> {
                    int length = layout.build(cdb, list.capacity());
                    layout.setPf(cdb, false);
                    return length;
                }),
                1);
    }

    @Test
    void aResetBringsBackTheDefaults() {
        Check.good(select(target, ModeSelectCdb.MODE_SELECT_6, WITH_SWP));
        target.port.manage(TaskManagementFunction.LOGICAL_UNIT_RESET, Lun.encode(0), null, result -> {});
        target.loop.runAll();
        Check.sense(target.run(TestUnitReadyCdb::build), SenseKey.UNIT_ATTENTION, SenseCode.BUS_DEVICE_RESET_OCCURRED);
        Check.good(target.write(0, 1, Memory.filled(1, 512)));
    }

    @Test
    void theExceptionTestIsReportedAsUnitAttentionOrOnRequest() {
        SecondPort other = new SecondPort(target, "other");
        Check.good(select(target, ModeSelectCdb.MODE_SELECT_6, "1C0A 0402" + "00".repeat(8)));
        target.loop.runAll();
        Check.sense(target.run(TestUnitReadyCdb::build), SenseKey.UNIT_ATTENTION, SenseCode.FAILURE_PREDICTION_FALSE);
        Check.sense(other.run(TestUnitReadyCdb::build), SenseKey.UNIT_ATTENTION, SenseCode.MODE_PARAMETERS_CHANGED);
        Check.sense(other.run(TestUnitReadyCdb::build), SenseKey.UNIT_ATTENTION, SenseCode.FAILURE_PREDICTION_FALSE);
        Check.good(select(target, ModeSelectCdb.MODE_SELECT_6, "1C0A 0406" + "00".repeat(8)));
        ByteBuffer sense = ByteBuffer.allocateDirect(18);
        target.runIn(sense, cdb -> RequestSenseCdb.build(cdb, false, 18));
        assertThat(SenseData.key(sense, 18)).isEqualTo(SenseKey.NO_SENSE);
        assertThat(SenseData.asc(sense, 18)).isEqualTo(0x5D);
        assertThat(SenseData.ascq(sense, 18)).isEqualTo(0xFF);
    }

    @Test
    void exceptionTestsThatMakeNoSenseAreRefused() {
        invalidParameter(select(target, ModeSelectCdb.MODE_SELECT_6, "1C0A 0C00" + "00".repeat(8)), 4 + 2);
        invalidParameter(select(target, ModeSelectCdb.MODE_SELECT_6, "1C0A 0003" + "00".repeat(8)), 4 + 3);
    }

    private static ScsiTask select(TestUnit target, ModeSelectCdb layout, String pages) {
        return selectRaw(target, layout, list(layout, "", pages), -1);
    }

    /** Sends a list, or its first {@code cut} bytes. */
    private static ScsiTask selectRaw(TestUnit target, ModeSelectCdb layout, ByteBuffer list, int cut) {
        int bytes = cut < 0 ? list.capacity() : cut;
        return target.runOut(list, cdb -> layout.build(cdb, bytes));
    }

    private static ByteBuffer list(ModeSelectCdb layout, String descriptor, String pages) {
        byte[] descriptorBytes = HexFormat.of().parseHex(descriptor.replace(" ", ""));
        byte[] pageBytes = HexFormat.of().parseHex(pages.replace(" ", ""));
        ByteBuffer list = ByteBuffer.allocateDirect(layout.headerBytes() + descriptorBytes.length + pageBytes.length);
        boolean six = layout == ModeSelectCdb.MODE_SELECT_6;
        list.put(layout.descriptorLengthAt() + (six ? 0 : 1), (byte) descriptorBytes.length);
        list.put(layout.headerBytes(), descriptorBytes);
        return list.put(layout.headerBytes() + descriptorBytes.length, pageBytes);
    }

    private static void invalidParameter(ScsiTask task, int listByte) {
        Check.sense(task, SenseKey.ILLEGAL_REQUEST, SenseCode.INVALID_FIELD_IN_PARAMETER_LIST);
        assertThat(SenseData.parameterPointer(task.sense(), task.senseLengthBytes()))
                .isEqualTo(listByte);
    }

    private ByteBuffer header() {
        ByteBuffer data = ByteBuffer.allocateDirect(255);
        target.runIn(data, cdb -> ModeSenseCdb.MODE_SENSE_6.build(cdb, 0x3F, 0, 255));
        return data;
    }

    /** A page, current values. */
    private ByteBuffer current(int page) {
        ByteBuffer data = ByteBuffer.allocateDirect(255);
        target.runIn(data, cdb -> ModeSenseCdb.MODE_SENSE_6.build(cdb, page, 0, 255));
        return data.slice(12, 243);
    }
}
