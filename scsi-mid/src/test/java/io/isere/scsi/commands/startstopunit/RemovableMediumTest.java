package io.isere.scsi.commands.startstopunit;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.backstore.BackstoreOp;
import io.isere.scsi.cdb.InquiryCdb;
import io.isere.scsi.cdb.ModeSenseCdb;
import io.isere.scsi.cdb.RequestSenseCdb;
import io.isere.scsi.cdb.StartStopUnitCdb;
import io.isere.scsi.cdb.TestUnitReadyCdb;
import io.isere.scsi.device.CommandClass;
import io.isere.scsi.device.OpcodeTable;
import io.isere.scsi.device.sbc.BlockDeviceServer;
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
import io.isere.scsi.testing.TestWire;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A medium that can be ejected, loaded, and kept in. */
class RemovableMediumTest {
    private final FakeBackstore store = new FakeBackstore(TestUnit.BLOCKS * TestUnit.BLOCK_BYTES);
    private final TestUnit target =
            new TestUnit(TestUnit.builderOver(store).removable(true).build(), false);
    private final SecondPort other = new SecondPort(target, "other");

    @Test
    void inquirySaysSo() {
        ByteBuffer data = ByteBuffer.allocateDirect(96);
        Check.good(target.runIn(data, cdb -> InquiryCdb.build(cdb, 96)));
        assertThat(data.get(1)).isEqualTo((byte) 0x80);
    }

    @Test
    void everyCommandThatNeedsTheMediumMissesIt() {
        Check.good(eject());
        List<String> readied = new ArrayList<>();
        BlockDeviceServer.table(target.unit).forEachServed((opcode, action, row) -> {
            ScsiTask task = TestUnit.prepare(cdb -> cdbOf(cdb, opcode, action, row));
            ByteBuffer data = ByteBuffer.allocateDirect(512);
            ScsiTask ended = target.run(TestUnit.withData(task, row.direction(), data));
            boolean absent = !ended.isGood()
                    && SenseData.key(ended.sense(), ended.senseLengthBytes()) == SenseKey.NOT_READY
                    && SenseData.asc(ended.sense(), ended.senseLengthBytes()) == 0x3A;
            if (absent != needsMedium(row.commandClass())) {
                readied.add(String.format("%02x/%02x", opcode, action));
            }
        });
        assertThat(readied).isEmpty();
    }

    private static boolean needsMedium(CommandClass commandClass) {
        return commandClass.needsReady();
    }

    private static int cdbOf(ByteBuffer cdb, int opcode, int action, OpcodeTable.Row row) {
        for (int index = 0; index < row.usage().lengthBytes(); index++) {
            cdb.put(index, (byte) 0);
        }
        cdb.put(0, (byte) opcode).put(1, (byte) action);
        return row.usage().lengthBytes();
    }

    @Test
    void ejectFlushesAndLoadTellsTheOthers() {
        Check.good(eject());
        assertThat(store.submitted(BackstoreOp.FLUSH)).isEqualTo(1);
        absent(target.run(TestUnitReadyCdb::build));
        absent(other.run(TestUnitReadyCdb::build));
        Check.good(eject());
        Check.good(target.run(cdb -> StartStopUnitCdb.build(cdb, true, true, false)));
        target.loop.runAll();
        Check.good(target.run(TestUnitReadyCdb::build));
        Check.sense(other.run(TestUnitReadyCdb::build), SenseKey.UNIT_ATTENTION, SenseCode.MEDIUM_MAY_HAVE_CHANGED);
        Check.good(other.run(TestUnitReadyCdb::build));
    }

    @Test
    void preventionHoldsForLoadingToo() {
        Check.good(eject());
        Check.good(target.run(cdb -> StartStopUnitCdb.buildPrevent(cdb, 1)));
        prevented(target.run(cdb -> StartStopUnitCdb.build(cdb, true, true, false)));
        Check.good(target.run(cdb -> StartStopUnitCdb.buildPrevent(cdb, 0)));
        Check.good(target.run(cdb -> StartStopUnitCdb.build(cdb, true, true, false)));
    }

    @Test
    void aStartDoesNotBringTheMediumBack() {
        Check.good(eject());
        absent(target.run(cdb -> StartStopUnitCdb.build(cdb, true, false, false)));
    }

    @Test
    void aStopWithoutEjectLeavesTheUnitReady() {
        Check.good(target.run(cdb -> StartStopUnitCdb.build(cdb, false, false, false)));
        Check.good(target.run(TestUnitReadyCdb::build));
    }

    @Test
    void requestSenseAndModeSenseAnswerWithoutMedium() {
        Check.good(eject());
        ByteBuffer sense = ByteBuffer.allocateDirect(18);
        Check.good(target.runIn(sense, cdb -> RequestSenseCdb.build(cdb, false, 18)));
        assertThat(SenseData.key(sense, 18)).isEqualTo(SenseKey.NOT_READY);
        assertThat(SenseData.asc(sense, 18)).isEqualTo(0x3A);
        assertThat(target.runIn(Memory.filled(0, 255), cdb -> ModeSenseCdb.MODE_SENSE_6.build(cdb, 0x3F, 0, 255))
                        .isGood())
                .isTrue();
    }

    @Test
    void anyNexusKeepsTheMediumInForAll() {
        Check.good(other.run(cdb -> StartStopUnitCdb.buildPrevent(cdb, 1)));
        prevented(eject());
        Check.good(target.run(TestUnitReadyCdb::build));
        Check.good(target.run(cdb -> StartStopUnitCdb.buildPrevent(cdb, 0)));
        prevented(eject());
        Check.good(other.run(cdb -> StartStopUnitCdb.buildPrevent(cdb, 0)));
        Check.good(eject());
    }

    @Test
    void theLossOfANexusEndsItsPrevention() {
        Check.good(other.run(cdb -> StartStopUnitCdb.buildPrevent(cdb, 1)));
        other.port.close();
        Check.good(eject());
    }

    @ParameterizedTest
    @EnumSource(names = {"LOGICAL_UNIT_RESET", "TARGET_WARM_RESET"})
    void resetsEndPreventionsAndDoNotLoad(TaskManagementFunction reset) {
        assertEndsPreventionsOnly(reset, SenseCode.BUS_DEVICE_RESET_OCCURRED);
    }

    /** iSCSI has no such function. */
    @Tag(TestWire.IN_PLACE)
    @Test
    void aResetOfTheNexusEndsItsPrevention() {
        assertEndsPreventionsOnly(TaskManagementFunction.I_T_NEXUS_RESET, SenseCode.NEXUS_LOSS_OCCURRED);
    }

    private void assertEndsPreventionsOnly(TaskManagementFunction reset, SenseCode attention) {
        Check.good(target.run(cdb -> StartStopUnitCdb.buildPrevent(cdb, 1)));
        prevented(eject());
        reset(reset, attention);
        Check.good(eject());
        reset(reset, attention);
        absent(target.run(TestUnitReadyCdb::build));
    }

    private void reset(TaskManagementFunction reset, SenseCode attention) {
        target.port.manage(reset, Lun.encode(0), null, result -> {});
        target.loop.runAll();
        Check.sense(target.run(TestUnitReadyCdb::build), SenseKey.UNIT_ATTENTION, attention);
    }

    private ScsiTask eject() {
        return target.run(cdb -> StartStopUnitCdb.build(cdb, false, true, false));
    }

    private static void absent(ScsiTask task) {
        Check.sense(task, SenseKey.NOT_READY, SenseCode.MEDIUM_NOT_PRESENT);
    }

    private static void prevented(ScsiTask task) {
        Check.sense(task, SenseKey.ILLEGAL_REQUEST, SenseCode.MEDIUM_REMOVAL_PREVENTED);
    }
}
