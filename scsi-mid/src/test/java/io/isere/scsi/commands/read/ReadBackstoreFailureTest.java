package io.isere.scsi.commands.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.backstore.BackstoreStatus;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseData;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.ScsiStatus;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.Access;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.FakeBackstore;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import org.junit.jupiter.api.Test;

/** READ through a buffer, over a backstore that fails. */
class ReadBackstoreFailureTest {
    private final FakeBackstore store = new FakeBackstore(TestUnit.BLOCKS * TestUnit.BLOCK_BYTES);
    private final TestUnit failing = new TestUnit(store);

    @Test
    void aMediumErrorNamesTheLba() {
        ScsiTask task = fail(BackstoreStatus.READ_ERROR);
        Check.sense(task, SenseKey.MEDIUM_ERROR, SenseCode.UNRECOVERED_READ_ERROR);
        assertThat(SenseData.information(task.sense(), task.senseLengthBytes())).isEqualTo(7);
    }

    @Test
    void aFullQueueIsTaskSetFull() {
        assertThat(fail(BackstoreStatus.BUSY).status()).isEqualTo(ScsiStatus.TASK_SET_FULL);
    }

    @Test
    void aClosedStoreIsNotReady() {
        Check.sense(fail(BackstoreStatus.CLOSED), SenseKey.NOT_READY, SenseCode.NOT_READY_CAUSE_NOT_REPORTABLE);
    }

    @Test
    void noSpaceIsDataProtect() {
        Check.sense(fail(BackstoreStatus.NO_SPACE), SenseKey.DATA_PROTECT, SenseCode.SPACE_ALLOCATION_FAILED);
    }

    @Test
    void successIsGood() {
        Check.good(fail(BackstoreStatus.OK));
    }

    private ScsiTask fail(BackstoreStatus status) {
        store.answer(status);
        return Access.SIXTEEN.read(failing, 7, 2, Memory.filled(0x11, 1024));
    }
}
