package io.isere.scsi.initiator;

import io.isere.scsi.cdb.Cdb;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseData;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.ScsiStatus;
import io.isere.scsi.task.ScsiTask;

/** Why a command that has ended may be worth another attempt. */
enum RetryCause {
    /** It is not: it was good, or another attempt would end the same way. */
    NONE(false),
    /** The device had something to tell first (SAM-5 5.14). */
    UNIT_ATTENTION(false),
    /** The device had no room or was not ready yet. */
    BUSY(false),
    /** It was ended for a reason that was not its own. */
    ABORTED(true),
    /** No answer; the port has ended it. */
    TIMED_OUT(true);

    private static final int ASC_PROTECTION_INFORMATION = 0x10;

    private final boolean mayHaveExecuted;

    RetryCause(boolean mayHaveExecuted) {
        this.mayHaveExecuted = mayHaveExecuted;
    }

    /** That of a task that has ended; allocates nothing. */
    static RetryCause of(ScsiTask task) {
        RetryCause cause = switch (task.outcome()) {
            case COMPLETE -> ofStatus(task);
            case CLEARED -> ABORTED;
            case TIMED_OUT -> TIMED_OUT;
            default -> NONE;
        };
        boolean safe = !cause.mayHaveExecuted || RepeatableCommands.contains(Cdb.opcode(task.cdb()));
        return safe ? cause : NONE;
    }

    private static RetryCause ofStatus(ScsiTask task) {
        return switch (task.status()) {
            case ScsiStatus.BUSY, ScsiStatus.TASK_SET_FULL -> BUSY;
            case ScsiStatus.TASK_ABORTED -> ABORTED;
            case ScsiStatus.CHECK_CONDITION -> ofSense(task);
            default -> NONE;
        };
    }

    private static RetryCause ofSense(ScsiTask task) {
        SenseKey key = SenseData.key(task.sense(), task.senseLengthBytes());
        int asc = SenseData.asc(task.sense(), task.senseLengthBytes());
        int ascq = SenseData.ascq(task.sense(), task.senseLengthBytes());
        return switch (key) {
            case UNIT_ATTENTION -> UNIT_ATTENTION;
            case NOT_READY ->
                asc == SenseCode.NOT_READY_BECOMING_READY.asc() && ascq == SenseCode.NOT_READY_BECOMING_READY.ascq()
                        ? BUSY
                        : NONE;
            // Data that does not fit its protection information will not fit it the next time either.
            case ABORTED_COMMAND -> asc == ASC_PROTECTION_INFORMATION ? NONE : ABORTED;
            default -> NONE;
        };
    }
}
