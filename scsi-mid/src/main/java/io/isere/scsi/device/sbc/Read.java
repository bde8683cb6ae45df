package io.isere.scsi.device.sbc;

import io.isere.scsi.backstore.BackstoreCompletion;
import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.backstore.BackstoreStatus;
import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.device.Command;
import io.isere.scsi.device.CommandHandler;
import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.TaskStep;

/**
 * READ (6), (10), (12), (16) (SBC-3 5.10 to 5.13): from the backstore's memory if it offers it, else through a buffer
 * of the transport. Data path: allocates nothing. Stateless, shared by all loops.
 */
final class Read implements CommandHandler {
    private static final TaskStep ON_RANGE = task -> onRange(Command.of(task));
    private static final TaskStep ON_BUFFER = task -> onBuffer(Command.of(task));
    private static final BackstoreCompletion ON_READ = Read::onRead;

    private final BlockCdb layout;

    Read(BlockCdb layout) {
        this.layout = layout;
    }

    @Override
    public void execute(Command command) {
        if (!BlockRange.acceptTransfer(command, layout)) {
            return;
        }
        LogicalUnit unit = command.unit();
        if (unit.protection() != null) {
            ProtectedTransfer.read(command, layout);
            return;
        }
        int wantedBytes = (int) layout.blocks(command.cdb()) << unit.blockShift();
        command.task().requestedBytes(wantedBytes);
        int bytes = command.limitToExpected(wantedBytes, DataDirection.IN);
        if (bytes == 0) {
            command.good();
            return;
        }
        command.setAccess(layout.lba(command.cdb()) << unit.blockShift(), bytes, false);
        start(command);
    }

    private static void start(Command command) {
        boolean mapped = command.unit()
                .backstore()
                .mapRead(
                        command.offsetBytes(),
                        command.lengthBytes(),
                        command.task().data());
        if (!mapped) {
            command.awaitBuffer(command.lengthBytes(), ON_BUFFER);
        } else if (command.enters(ON_RANGE)) {
            command.goodWithMappedDataIn(command.lengthBytes());
        }
    }

    private static void onRange(Command command) {
        if (command.resumes()) {
            start(command);
        }
    }

    private static void onBuffer(Command command) {
        if (command.resumes() && command.enters(ON_BUFFER)) {
            command.io().read(command.offsetBytes(), command.task().data());
            command.awaitBackstore(ON_READ);
        }
    }

    private static void onRead(BackstoreIo io) {
        Command command = (Command) io.owner();
        if (!command.resumes()) {
            return;
        }
        if (io.status() == BackstoreStatus.OK) {
            command.goodWithDataIn(io.lengthBytes());
        } else {
            BackstoreFailure.end(
                    command, io.status(), io.offsetBytes() >>> command.unit().blockShift());
        }
    }
}
