package io.isere.scsi.device.sbc;

import io.isere.scsi.backstore.BackstoreStatus;
import io.isere.scsi.device.Command;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.ScsiStatus;

/** What a failed backstore request means in SCSI. Static, allocation free. */
final class BackstoreFailure {
    private BackstoreFailure() {}

    /** Ends a command that accessed blocks from {@code lba} on; {@code status} is not OK. */
    static void end(Command command, BackstoreStatus status, long lba) {
        switch (status) {
            case READ_ERROR -> command.checkCondition(SenseKey.MEDIUM_ERROR, SenseCode.UNRECOVERED_READ_ERROR, lba);
            case WRITE_ERROR -> command.checkCondition(SenseKey.MEDIUM_ERROR, SenseCode.WRITE_ERROR, lba);
            case NO_SPACE -> command.checkCondition(SenseKey.DATA_PROTECT, SenseCode.SPACE_ALLOCATION_FAILED, lba);
            case READ_ONLY -> command.checkCondition(SenseKey.DATA_PROTECT, SenseCode.WRITE_PROTECTED);
            case BUSY -> command.status(ScsiStatus.TASK_SET_FULL);
            case CLOSED -> command.checkCondition(SenseKey.NOT_READY, SenseCode.NOT_READY_CAUSE_NOT_REPORTABLE);
            case OK -> throw new IllegalArgumentException("OK is no failure");
        }
    }
}
