package io.isere.scsi.device.sbc;

import io.isere.scsi.backstore.BackstoreCompletion;
import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.backstore.BackstoreStatus;
import io.isere.scsi.device.Command;
import io.isere.scsi.device.PieceWork;
import io.isere.scsi.device.Pieces;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.DataSegments;

/**
 * Reads blocks from the medium, and compares them with data-out or not; the last step of VERIFY and WRITE AND VERIFY,
 * and the first of COMPARE AND WRITE. Stateless, shared by all loops; allocates nothing once a task has its pieces.
 */
final class MediumCheck implements PieceWork {
    /** Only reads. Ends with GOOD. */
    static final MediumCheck READABLE = new MediumCheck(false, Command::good);
    /** Compares with all of {@link io.isere.scsi.task.ScsiTask#data}. Ends with GOOD. */
    static final MediumCheck EQUAL = new MediumCheck(true, Command::good);

    private final boolean compares;
    private final Next next;
    private final BackstoreCompletion onRead = this::onRead;

    /** What follows a check without finding. */
    @FunctionalInterface
    interface Next {
        void run(Command command);
    }

    MediumCheck(boolean compares, Next next) {
        this.compares = compares;
        this.next = next;
    }

    @Override
    public void onPiece(Command command, Pieces pieces) {
        command.io().read(pieces.offsetBytes(), pieces.segments());
        command.awaitBackstore(onRead);
    }

    private void onRead(BackstoreIo io) {
        Command command = (Command) io.owner();
        if (!command.resumes()) {
            return;
        }
        if (io.status() == BackstoreStatus.OK) {
            compare(command, command.pieces());
        } else {
            BackstoreFailure.end(
                    command, io.status(), io.offsetBytes() >>> command.unit().blockShift());
        }
    }

    private void compare(Command command, Pieces pieces) {
        int fromBytes = (int) pieces.doneBytes();
        int at = compares
                ? DataSegments.mismatch(command.task().data(), fromBytes, pieces.memory(), pieces.bytes())
                : DataSegments.EQUAL;
        if (at == DataSegments.EQUAL) {
            pieces.next();
        } else {
            command.checkCondition(SenseKey.MISCOMPARE, SenseCode.MISCOMPARE_DURING_VERIFY, (long) fromBytes + at);
        }
    }

    @Override
    public void onEnd(Command command) {
        next.run(command);
    }
}
