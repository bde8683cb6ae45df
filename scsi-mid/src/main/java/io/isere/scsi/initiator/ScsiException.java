package io.isere.scsi.initiator;

import io.isere.scsi.cdb.Cdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseData;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.sense.SenseText;
import io.isere.scsi.task.Lun;
import io.isere.scsi.task.ScsiStatus;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.TaskOutcome;
import java.util.OptionalLong;

/**
 * A command that did not end with GOOD, in the words of the standards; one that conflicts with a reservation is a {@link
 * ReservationConflictException}. Immutable; carries no stack trace.
 */
public class ScsiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final TaskOutcome outcome;
    private final int status;
    private final SenseKey senseKey;
    private final int asc;
    private final int ascq;
    private final boolean hasInformation;
    private final long information;
    private final int progress;

    ScsiException(ScsiTask task) {
        super(message(task), null, false, false);
        outcome = task.outcome();
        status = task.status();
        senseKey = SenseData.key(task.sense(), task.senseLengthBytes());
        asc = SenseData.asc(task.sense(), task.senseLengthBytes());
        ascq = SenseData.ascq(task.sense(), task.senseLengthBytes());
        hasInformation = SenseData.hasInformation(task.sense(), task.senseLengthBytes());
        information = SenseData.information(task.sense(), task.senseLengthBytes());
        progress = SenseData.progress(task.sense(), task.senseLengthBytes());
    }

    /** What a task that was not good has to say, for example "READ(16) to LUN 0: CHECK CONDITION, ILLEGAL REQUEST: ...". */
    public static ScsiException of(ScsiTask task) {
        boolean conflict = task.outcome() == TaskOutcome.COMPLETE && task.status() == ScsiStatus.RESERVATION_CONFLICT;
        return conflict ? new ReservationConflictException(task) : new ScsiException(task);
    }

    private static String message(ScsiTask task) {
        String command = Opcode.name(Cdb.opcode(task.cdb())) + " to LUN " + Lun.decode(task.lun());
        return command + ": " + reason(task);
    }

    private static String reason(ScsiTask task) {
        if (task.outcome() == TaskOutcome.ANOTHER_DISK) {
            return "another disk answers at this LUN since the session was opened again; nothing was sent to it";
        }
        if (task.outcome() != TaskOutcome.COMPLETE) {
            return task.outcome().name().replace('_', ' ');
        }
        if (task.status() == ScsiStatus.CHECK_CONDITION) {
            return "CHECK CONDITION, " + SenseText.decode(task.sense(), task.senseLengthBytes());
        }
        if (task.status() == ScsiStatus.GOOD) {
            return "GOOD, but " + task.underflowBytes() + " of " + task.expectedDataBytes()
                    + " bytes were not transferred";
        }
        return ScsiStatus.name(task.status());
    }

    public TaskOutcome outcome() {
        return outcome;
    }

    /** SCSI status, of {@link ScsiStatus}; meaningful with outcome COMPLETE. */
    public int status() {
        return status;
    }

    /** Sense key; NO_SENSE when there is no sense data. */
    public SenseKey senseKey() {
        return senseKey;
    }

    /** ADDITIONAL SENSE CODE; 0 when there is no sense data. */
    public int asc() {
        return asc;
    }

    /** ADDITIONAL SENSE CODE QUALIFIER; 0 when there is no sense data. */
    public int ascq() {
        return ascq;
    }

    /** INFORMATION of the sense data, if it has any: an LBA, or of a miscompare an offset. */
    public OptionalLong information() {
        return hasInformation ? OptionalLong.of(information) : OptionalLong.empty();
    }

    /** Whether data compared by the device differs. */
    public boolean isMiscompare() {
        return senseKey == SenseKey.MISCOMPARE;
    }

    /** Whether the device refused the command as such, and would again. */
    public boolean isIllegalRequest() {
        return senseKey == SenseKey.ILLEGAL_REQUEST;
    }

    boolean has(SenseKey key, SenseCode code) {
        return senseKey == key && asc == code.asc() && ascq == code.ascq();
    }

    /** PROGRESS INDICATION in 65536ths; -1 when there is none. */
    int progress() {
        return progress;
    }
}
