package io.isere.scsi.commands.modesense;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.cdb.ModeSenseCdb;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.FakeBackstore;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** MODE SENSE (6) and (10) (SPC-4 6.13, SBC-3 6.5). */
class ModeSenseTest {
    private final TestUnit target = new TestUnit();

    @ParameterizedTest
    @EnumSource
    void returnsHeaderBlockDescriptorAndAllPages(ModeSenseCdb layout) {
        ByteBuffer data = ByteBuffer.allocateDirect(255);
        ScsiTask task = sense(target, layout, ModeSenseCdb.ALL_PAGES, 0, data);
        int header = header(layout);
        assertThat(task.transferredBytes()).isEqualTo(header + 8 + 12 + 20 + 12 + 12);
        assertThat(modeDataLength(layout, data)).isEqualTo(task.transferredBytes() - (header == 4 ? 1 : 2));
        assertThat(data.get(header - 1)).isEqualTo((byte) 8);
        assertThat(data.getInt(header)).isEqualTo(TestUnit.BLOCKS);
        assertThat(data.getInt(header + 4)).isEqualTo(512);
        assertThat(data.getShort(header + 8)).isEqualTo((short) 0x010A);
        assertThat(data.getShort(header + 20)).isEqualTo((short) 0x0812);
        assertThat(data.getShort(header + 40)).isEqualTo((short) 0x0A0A);
        assertThat(data.getShort(header + 52)).isEqualTo((short) 0x1C0A);
    }

    @ParameterizedTest
    @EnumSource
    void leavesOutBlockDescriptorsOnRequest(ModeSenseCdb layout) {
        ByteBuffer data = ByteBuffer.allocateDirect(255);
        ScsiTask task = target.runIn(data, cdb -> {
            int length = layout.build(cdb, 0x0A, 0, 255);
            layout.setDbd(cdb, true);
            return length;
        });
        assertThat(task.transferredBytes()).isEqualTo(header(layout) + 12);
        assertThat(data.get(header(layout) - 1)).isZero();
    }

    @Test
    void returnsTheLongBlockDescriptorIfAccepted() {
        TestUnit large = new TestUnit(new FakeBackstore(1L << 50));
        ByteBuffer data = ByteBuffer.allocateDirect(255);
        large.runIn(data, cdb -> {
            int length = ModeSenseCdb.MODE_SENSE_10.build(cdb, 0x08, 0, 255);
            ModeSenseCdb.MODE_SENSE_10.setLlbaa(cdb, true);
            return length;
        });
        assertThat(data.get(4)).isEqualTo((byte) 1);
        assertThat(data.getShort(6)).isEqualTo((short) 16);
        assertThat(data.getLong(8)).isEqualTo(1L << 41);
        assertThat(data.getInt(20)).isEqualTo(512);
    }

    @ParameterizedTest
    @EnumSource
    void tellsWriteCacheWriteProtectionAndDpoFua(ModeSenseCdb layout) {
        FakeBackstore store = new FakeBackstore(1 << 20);
        ByteBuffer data = ByteBuffer.allocateDirect(255);
        sense(new TestUnit(store), layout, 0x08, 0, data);
        assertThat(data.get(deviceSpecificAt(layout))).isEqualTo((byte) 0x10);
        assertThat(data.get(header(layout) + 8 + 2) & 0x04).as("WCE").isEqualTo(4);
        sense(new TestUnit(TestUnit.builder().readOnly(true).build(), false), layout, 0x08, 0, data);
        assertThat(data.get(deviceSpecificAt(layout))).isEqualTo((byte) 0x90);
        assertThat(data.get(header(layout) + 8 + 2) & 0x04).as("WCE").isZero();
    }

    @ParameterizedTest
    @EnumSource
    void changeableAreSwpAndDescriptorSense(ModeSenseCdb layout) {
        ByteBuffer data = ByteBuffer.allocateDirect(255);
        control(layout, 1, data);
        assertThat(data.getShort(header(layout) + 8)).isEqualTo((short) 0x0A0A);
        assertThat(Memory.bytes(data, header(layout) + 8 + 2, 10)).containsExactly(4, 0, 8, 0, 0, 0, 0, 0, 0, 0);
    }

    @ParameterizedTest
    @EnumSource
    void theWriteCacheIsChangeableWhereThereIsOne(ModeSenseCdb layout) {
        assertThat(changeableCaching(new TestUnit(new FakeBackstore(1 << 20)), layout))
                .isEqualTo(4);
        assertThat(changeableCaching(target, layout)).isZero();
    }

    private static int changeableCaching(TestUnit target, ModeSenseCdb layout) {
        ByteBuffer data = ByteBuffer.allocateDirect(255);
        target.runIn(data, cdb -> {
            int length = layout.build(cdb, 0x08, 0, 255);
            layout.setPageControl(cdb, 1);
            return length;
        });
        return data.get(header(layout) + 8 + 2);
    }

    @ParameterizedTest
    @EnumSource
    void subpagesAreReturnedOnRequestOnly(ModeSenseCdb layout) {
        ByteBuffer data = ByteBuffer.allocateDirect(255);
        int header = header(layout);
        sense(target, layout, 0x0A, 1, data);
        assertThat(data.getInt(header + 8)).isEqualTo(0x4A01_001C);
        assertThat(sense(target, layout, 0x0A, 0xFF, data).transferredBytes()).isEqualTo(header + 8 + 12 + 32);
        assertThat(sense(target, layout, 0x3F, 0xFF, data).transferredBytes())
                .isEqualTo(header + 8 + 12 + 20 + 12 + 32 + 12);
    }

    @ParameterizedTest
    @EnumSource
    void defaultIsCurrentAndSavedIsRefused(ModeSenseCdb layout) {
        ByteBuffer current = ByteBuffer.allocateDirect(255);
        ByteBuffer byDefault = ByteBuffer.allocateDirect(255);
        control(layout, 0, current);
        control(layout, 2, byDefault);
        assertThat(byDefault).isEqualTo(current);
        Check.sense(control(layout, 3, current), SenseKey.ILLEGAL_REQUEST, SenseCode.SAVING_PARAMETERS_NOT_SUPPORTED);
    }

    @ParameterizedTest
    @EnumSource
    void pagesAndSubpagesThatAreNotThereAreRefused(ModeSenseCdb layout) {
        ByteBuffer data = ByteBuffer.allocateDirect(255);
        Check.invalidField(sense(target, layout, 0x3E, 0, data), 2);
        Check.invalidField(sense(target, layout, 0x0A, 2, data), 3);
        Check.invalidField(sense(target, layout, 0x3F, 1, data), 3);
        assertThat(sense(target, layout, ModeSenseCdb.ALL_PAGES, ModeSenseCdb.ALL_SUBPAGES, data)
                        .isGood())
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void isCutToTheAllocationLength(ModeSenseCdb layout) {
        ByteBuffer data = Memory.filled(0xAA, 255);
        Check.residual(target.runIn(data, cdb -> layout.build(cdb, ModeSenseCdb.ALL_PAGES, 0, 3)), 252, 0);
        assertThat(data.get(3)).isEqualTo((byte) 0xAA);
    }

    private static ScsiTask sense(TestUnit target, ModeSenseCdb layout, int page, int subpage, ByteBuffer data) {
        return target.runIn(data, cdb -> layout.build(cdb, page, subpage, 255));
    }

    private ScsiTask control(ModeSenseCdb layout, int pageControl, ByteBuffer data) {
        return target.runIn(data, cdb -> {
            int length = layout.build(cdb, 0x0A, 0, 255);
            layout.setPageControl(cdb, pageControl);
            return length;
        });
    }

    private static int header(ModeSenseCdb layout) {
        return layout == ModeSenseCdb.MODE_SENSE_6 ? 4 : 8;
    }

    private static int deviceSpecificAt(ModeSenseCdb layout) {
        return layout == ModeSenseCdb.MODE_SENSE_6 ? 2 : 3;
    }

    private static long modeDataLength(ModeSenseCdb layout, ByteBuffer data) {
        return layout == ModeSenseCdb.MODE_SENSE_6 ? data.get(0) & 0xFF : data.getShort(0);
    }
}
