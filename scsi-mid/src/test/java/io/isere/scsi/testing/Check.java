package io.isere.scsi.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseData;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.ScsiStatus;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.TaskOutcome;

/** What a conformance test expects of a task that has ended. */
public final class Check {
    private Check() {}

    /** GOOD, nothing left over or missing. */
    public static void good(ScsiTask task) {
        residual(task, 0, 0);
    }

    /** GOOD with a residual. */
    public static void residual(ScsiTask task, long underflowBytes, long overflowBytes) {
        assertThat(task.isGood()).as(task.toString()).isTrue();
        assertThat(task.underflowBytes()).as("underflow").isEqualTo(underflowBytes);
        assertThat(task.overflowBytes()).as("overflow").isEqualTo(overflowBytes);
    }

    /** CHECK CONDITION; nothing transferred. */
    public static void sense(ScsiTask task, SenseKey key, SenseCode code) {
        assertThat(task.outcome()).isEqualTo(TaskOutcome.COMPLETE);
        assertThat(task.status()).isEqualTo(ScsiStatus.CHECK_CONDITION);
        assertThat(task.senseLengthBytes()).isEqualTo(SenseData.FIXED_LENGTH_BYTES);
        assertThat(SenseData.key(task.sense(), task.senseLengthBytes())).isEqualTo(key);
        assertThat(SenseCode.of(
                        SenseData.asc(task.sense(), task.senseLengthBytes()),
                        SenseData.ascq(task.sense(), task.senseLengthBytes())))
                .isEqualTo(code);
        assertThat(task.transferredBytes()).isZero();
    }

    /** ILLEGAL REQUEST, INVALID FIELD IN CDB, pointing at a byte. */
    public static void invalidField(ScsiTask task, int cdbByte) {
        sense(task, SenseKey.ILLEGAL_REQUEST, SenseCode.INVALID_FIELD_IN_CDB);
        assertThat(SenseData.fieldPointer(task.sense(), task.senseLengthBytes()))
                .isEqualTo(cdbByte);
    }

    /** ILLEGAL REQUEST, LOGICAL BLOCK ADDRESS OUT OF RANGE. */
    public static void outOfRange(ScsiTask task) {
        sense(task, SenseKey.ILLEGAL_REQUEST, SenseCode.LBA_OUT_OF_RANGE);
    }
}
