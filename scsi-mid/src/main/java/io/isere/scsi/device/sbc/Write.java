package io.isere.scsi.device.sbc;

import io.isere.scsi.backstore.BackstoreCompletion;
import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.backstore.BackstoreStatus;
import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.device.Command;
import io.isere.scsi.device.CommandHandler;
import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.TaskStep;

/**
 * WRITE (6), (10), (12), (16) (SBC-3 5.31 to 5.34): into the backstore's memory if it offers it, else through a buffer
 * of the transport.
 *
 * <p>When the application client offers less data than the CDB names, the whole blocks of it are written and the rest
 * is reported as residual overflow. Data path: allocates nothing. Stateless, shared by all loops.
 */
final class Write implements CommandHandler {
    private static final TaskStep ON_BUFFER = task -> onBuffer(Command.of(task));
    private static final TaskStep ON_DATA_OUT = task -> onDataOut(Command.of(task));
    private static final BackstoreCompletion ON_WRITTEN = Write::onWritten;

    private final BlockCdb layout;

    Write(BlockCdb layout) {
        this.layout = layout;
    }

    @Override
    public void execute(Command command) {
        LogicalUnit unit = command.unit();
        if (!BlockRange.acceptTransfer(command, layout)) {
            return;
        }
        if (unit.readOnly()) {
            command.checkCondition(SenseKey.DATA_PROTECT, SenseCode.WRITE_PROTECTED);
            return;
        }
        int wantedBytes = (int) layout.blocks(command.cdb()) << unit.blockShift();
        command.task().requestedBytes(wantedBytes);
        int bytes = command.limitToExpected(wantedBytes, DataDirection.OUT) & -unit.blockBytes();
        if (bytes == 0) {
            command.good();
            return;
        }
        command.setAccess(layout.lba(command.cdb()) << unit.blockShift(), layout.fua(command.cdb()));
        if (unit.backstore()
                .mapWrite(command.offsetBytes(), bytes, command.task().data())) {
            command.awaitDataOut(ON_DATA_OUT);
        } else {
            command.awaitBuffer(bytes, ON_BUFFER);
        }
    }

    private static void onBuffer(Command command) {
        if (command.resumes()) {
            command.awaitDataOut(ON_DATA_OUT);
        }
    }

    private static void onDataOut(Command command) {
        if (command.resumes()) {
            command.io().write(command.offsetBytes(), command.task().data(), command.fua());
            command.awaitBackstore(ON_WRITTEN);
        }
    }

    private static void onWritten(BackstoreIo io) {
        Command command = (Command) io.owner();
        if (!command.resumes()) {
            return;
        }
        if (io.status() == BackstoreStatus.OK) {
            command.good();
        } else {
            BackstoreFailure.end(
                    command, io.status(), io.offsetBytes() >>> command.unit().blockShift());
        }
    }
}
