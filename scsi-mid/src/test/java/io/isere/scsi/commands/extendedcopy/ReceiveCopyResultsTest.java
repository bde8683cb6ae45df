package io.isere.scsi.commands.extendedcopy;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.cdb.CopyCdb;
import io.isere.scsi.cdb.InquiryCdb;
import io.isere.scsi.cdb.ModeSelectCdb;
import io.isere.scsi.cdb.TestUnitReadyCdb;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseData;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.Lun;
import io.isere.scsi.task.ScsiStatus;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.TaskManagementFunction;
import io.isere.scsi.task.TaskOutcome;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.FakeBackstore;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.SecondPort;
import io.isere.scsi.testing.TestUnit;
import io.isere.scsi.testing.TestWire;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RECEIVE COPY RESULTS, the Third-party Copy VPD page, and copies that are under way. */
class ReceiveCopyResultsTest {
    private final FakeBackstore store = new FakeBackstore(4 << 20);
    private final TestUnit target = new TestUnit(store);
    private final ByteBuffer data = ByteBuffer.allocateDirect(256);

    @Test
    void theOperatingParametersAreTrue() {
        assertThat(receive(CopyCdb.OPERATING_PARAMETERS, 0).transferredBytes()).isEqualTo(46);
        assertThat(data.getInt(0)).isEqualTo(42);
        assertThat(data.getShort(8)).as("target descriptors").isEqualTo((short) 8);
        assertThat(data.getShort(10)).as("segment descriptors").isEqualTo((short) 64);
        assertThat(data.getInt(12)).as("descriptor list").isEqualTo(8 * 32 + 64 * 28);
        assertThat(data.getShort(34)).isEqualTo((short) 16);
        assertThat(Memory.bytes(data, 36, 10)).containsExactly(16, 9, 0, 0, 0, 0, 0, 2, 2, 0xE4);
    }

    @Test
    void copyStatusTellsOfACopyOnceItIsDone() {
        unknown(receive(CopyCdb.COPY_STATUS, 7));
        Check.good(new CopyLists()
                .target(target.unit)
                .segment(0, 0, 10, 0, 100)
                .segment(0, 0, 300, 0, 100)
                .run(target));
        status(7, 1, 2, 310 * 512);
        unknown(receive(CopyCdb.COPY_STATUS, 7));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void copyStatusKnowsCopiesWithAnIdentifier(int usage) {
        Check.good(list(1).identifier(9, usage).run(target));
        status(9, 1, 1, 512);
    }

    @Test
    void copyStatusDoesNotKnowACopyWithoutIdentifier() {
        Check.good(list(1).identifier(0, 3).run(target));
        unknown(receive(CopyCdb.COPY_STATUS, 0));
    }

    @Test
    void copyStatusIsForTheNexusThatCopied() {
        Check.good(list(1).run(target));
        SecondPort second = new SecondPort(target, "second");
        unknown(second.runIn(data, cdb -> CopyCdb.buildReceiveCopyResults(cdb, CopyCdb.COPY_STATUS, 7, 256)));
    }

    @Tag(TestWire.IN_PLACE)
    @Test
    void copyStatusTellsHowFarACopyUnderWayIs() {
        store.hold();
        ScsiTask copy = submit(list(1));
        status(7, 0, 1, 0);
        store.release();
        target.loop.runAll();
        Check.good(copy);
        status(7, 1, 1, 512);
    }

    @Test
    void aListIdentifierInUseIsRefused() {
        store.hold();
        ScsiTask copy = submit(list(1));
        Check.sense(list(1).run(target), SenseKey.ILLEGAL_REQUEST, SenseCode.OPERATION_IN_PROGRESS);
        store.release();
        target.loop.runAll();
        Check.good(copy);
        Check.good(list(1).run(target));
    }

    @Test
    void seventeenCopiesAtATimeAreTooMany() {
        store.hold();
        ScsiTask[] copies = new ScsiTask[16];
        for (int count = 0; count < copies.length; count++) {
            copies[count] = submit(list(1).identifier(count, 0));
        }
        assertThat(list(1).identifier(0, 3).run(target).status()).isEqualTo(ScsiStatus.TASK_SET_FULL);
        store.release();
        target.loop.runAll();
        for (ScsiTask copy : copies) {
            Check.good(copy);
        }
    }

    @Test
    void anAbortEndsACopyAndNothingIsKeptOfIt() {
        store.hold();
        ScsiTask copy = submit(list(2000));
        boolean[] managed = {false};
        target.port.manage(TaskManagementFunction.ABORT_TASK, Lun.encode(0), copy, result -> managed[0] = true);
        store.release();
        target.loop.runAll();
        assertThat(managed[0]).isTrue();
        assertThat(copy.outcome()).isEqualTo(TaskOutcome.ABORTED);
        unknown(receive(CopyCdb.COPY_STATUS, 7));
        Check.good(list(1).run(target));
    }

    @Test
    void failedSegmentDetailsAreToldOnce() {
        ScsiTask copy = new CopyLists()
                .target(target.unit)
                .segment(0, 0, 1, 0, 1L << 40)
                .run(target);
        assertThat(copy.status()).isEqualTo(ScsiStatus.CHECK_CONDITION);
        status(7, 2, 1, 0);
        assertThat(receive(CopyCdb.FAILED_SEGMENT_DETAILS, 7).transferredBytes())
                .isEqualTo(60 + copy.senseLengthBytes());
        assertThat(data.getInt(0)).isEqualTo(56 + copy.senseLengthBytes());
        assertThat(data.get(56)).isEqualTo((byte) ScsiStatus.CHECK_CONDITION);
        assertThat(data.getShort(58)).isEqualTo((short) copy.senseLengthBytes());
        assertThat(data.slice(60, copy.senseLengthBytes()))
                .isEqualTo(copy.sense().slice(0, copy.senseLengthBytes()));
        assertThat(receive(CopyCdb.FAILED_SEGMENT_DETAILS, 7).transferredBytes())
                .isEqualTo(4);
        assertThat(data.getInt(0)).isZero();
    }

    @Test
    void aResetDiscardsWhatIsHeldOfCopies() {
        Check.good(list(1).run(target));
        boolean[] managed = {false};
        target.port.manage(TaskManagementFunction.LOGICAL_UNIT_RESET, Lun.encode(0), null, result -> managed[0] = true);
        target.loop.runUntil(() -> managed[0]);
        target.run(cdb -> TestUnitReadyCdb.build(cdb));
        unknown(receive(CopyCdb.COPY_STATUS, 7));
    }

    /** Which segment failed, and what the unit said that was to be read. */
    @Test
    void aFailureIsToldInDescriptorFormatToo() {
        ByteBuffer settings = ByteBuffer.allocateDirect(16);
        settings.put(4, new byte[] {0x0A, 0x0A, 0x24, 0x10, 0, 0, 0, 0, (byte) 0xFF, (byte) 0xFF, 0, 0});
        Check.good(target.runOut(settings, cdb -> ModeSelectCdb.MODE_SELECT_6.build(cdb, 16)));
        ScsiTask copy = new CopyLists()
                .target(target.unit)
                .segment(0, 0, 1, 0, 0)
                .segment(0, 0, 1, 1L << 40, 0)
                .run(target);
        ByteBuffer sense = copy.sense();
        int lengthBytes = copy.senseLengthBytes();
        assertThat(SenseData.isDescriptor(sense, lengthBytes)).isTrue();
        assertThat(SenseData.key(sense, lengthBytes)).isEqualTo(SenseKey.COPY_ABORTED);
        assertThat(sense.getInt(8)).as("command specific descriptor").isEqualTo(0x010A_0000);
        assertThat(sense.getShort(18)).as("segment").isEqualTo((short) 1);
        assertThat(sense.get(20)).as("forwarded sense").isEqualTo((byte) 0x0C);
        assertThat(sense.get(22)).as("of the source").isEqualTo((byte) 1);
        assertThat(sense.get(23)).isEqualTo((byte) ScsiStatus.CHECK_CONDITION);
        ByteBuffer forwarded = sense.slice(24, lengthBytes - 24);
        assertThat(SenseData.key(forwarded, lengthBytes - 24)).isEqualTo(SenseKey.ILLEGAL_REQUEST);
        assertThat(SenseData.asc(forwarded, lengthBytes - 24)).isEqualTo(SenseCode.LBA_OUT_OF_RANGE.asc());
    }

    @Test
    void thirdPartyCopyPageTellsWhatThereIs() {
        target.runIn(data, cdb -> InquiryCdb.buildVpd(cdb, 0x8F, 256));
        assertThat(data.getShort(2)).isEqualTo((short) (16 + 32 + 8 + 36));
        assertThat(data.getInt(4)).isEqualTo(0x0001_000C);
        assertThat(Memory.bytes(data, 8, 9)).containsExactly(8, 0x83, 1, 0, 0x84, 3, 0, 3, 4);
        assertThat(data.getInt(20)).isEqualTo(0x0004_001C);
        assertThat(data.getInt(28)).isEqualTo(8 << 16 | 64);
        assertThat(data.getInt(32)).isEqualTo(2048);
        assertThat(data.getInt(52)).isEqualTo(0x0008_0004);
        assertThat(Memory.bytes(data, 56, 3)).containsExactly(2, 2, 0xE4);
        assertThat(data.getInt(60)).isEqualTo(0x8001_0020);
        assertThat(data.getInt(64)).isEqualTo(16);
        target.runIn(data, cdb -> InquiryCdb.build(cdb, 96));
        assertThat(data.get(5) & 0x08).as("3PC").isNotZero();
    }

    private CopyLists list(int blocks) {
        return new CopyLists().target(target.unit).segment(0, 0, blocks, 0, 2048);
    }

    private ScsiTask submit(CopyLists lists) {
        ByteBuffer list = lists.list();
        ScsiTask task = TestUnit.prepare(cdb -> CopyCdb.buildExtendedCopy(cdb, list.capacity()));
        target.port.submit(TestUnit.withData(task, DataDirection.OUT, list).completion(ended -> {}));
        return task;
    }

    private void status(int identifier, int state, int segments, int bytes) {
        assertThat(receive(CopyCdb.COPY_STATUS, identifier).transferredBytes()).isEqualTo(12);
        assertThat(data.getInt(0)).isEqualTo(8);
        assertThat(data.getInt(4)).isEqualTo(state << 24 | segments << 8);
        assertThat(data.getInt(8)).isEqualTo(bytes);
    }

    private ScsiTask receive(int action, int identifier) {
        return target.runIn(data, cdb -> CopyCdb.buildReceiveCopyResults(cdb, action, identifier, 256));
    }

    private static void unknown(ScsiTask task) {
        Check.invalidField(task, 2);
    }
}
