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
 * WRITE (6), (10), (12), (16) (SBC-3 5.31 to 5.34) and WRITE AND VERIFY (5.36 to 5.38): into the backstore's memory if it offers it, else through a buffer
 * of the transport.
 *
 * <p>When the application client offers less data than the CDB names, the whole blocks of it are written and the rest
 * is reported as residual overflow. Data path: allocates nothing. Stateless, shared by all loops.
 */
final class Write implements CommandHandler {
    /** BYTCHK of WRITE AND VERIFY, which WRITE does not have: verify without comparison, or with it. */
    private static final int BYTCHK_MAX = 1;

    private final TaskStep onRange = task -> onRange(Command.of(task));
    private final TaskStep onBuffer = task -> onBuffer(Command.of(task));
    private final TaskStep onDataOut = task -> onDataOut(Command.of(task));
    private final BackstoreCompletion onWritten = this::onWritten;

    private final BlockCdb layout;
    private final boolean verifies;

    Write(BlockCdb layout) {
        this(layout, false);
    }

    private Write(BlockCdb layout, boolean verifies) {
        this.layout = layout;
        this.verifies = verifies;
    }

    /** WRITE AND VERIFY. */
    static Write andVerify(BlockCdb layout) {
        return new Write(layout, true);
    }

    @Override
    public void execute(Command command) {
        LogicalUnit unit = command.unit();
        if (verifies && layout.bytchk(command.cdb()) > BYTCHK_MAX) {
            command.invalidField(layout.flagsAt());
            return;
        }
        if (!BlockRange.acceptTransfer(command, layout) || !BlockRange.acceptWrite(command)) {
            return;
        }
        boolean fua = verifies || layout.fua(command.cdb());
        if (unit.protection() != null) {
            protectedTransfer(command).receive(command, layout, fua);
            return;
        }
        int wantedBytes = (int) layout.blocks(command.cdb()) << unit.blockShift();
        command.task().requestedBytes(wantedBytes);
        int bytes = command.limitToExpected(wantedBytes, DataDirection.OUT) & -unit.blockBytes();
        if (bytes == 0) {
            command.good();
            return;
        }
        command.setAccess(layout.lba(command.cdb()) << unit.blockShift(), bytes, fua);
        start(command);
    }

    private ProtectedTransfer protectedTransfer(Command command) {
        if (!verifies) {
            return ProtectedTransfer.WRITE;
        }
        return layout.bytchk(command.cdb()) == BYTCHK_MAX
                ? ProtectedTransfer.WRITE_THEN_COMPARE
                : ProtectedTransfer.WRITE_THEN_VERIFY;
    }

    private void start(Command command) {
        boolean mapped = command.unit()
                .backstore()
                .mapWrite(
                        command.offsetBytes(),
                        command.lengthBytes(),
                        command.task().data());
        if (!mapped) {
            command.awaitBuffer(command.lengthBytes(), onBuffer);
        } else if (command.enters(onRange)) {
            command.awaitDataOut(onDataOut);
        }
    }

    private void onRange(Command command) {
        if (command.resumes()) {
            start(command);
        }
    }

    private void onBuffer(Command command) {
        if (command.resumes()) {
            command.awaitDataOut(onDataOut);
        }
    }

    private void onDataOut(Command command) {
        if (command.resumes() && command.enters(onDataOut)) {
            command.io().write(command.offsetBytes(), command.task().data(), command.fua());
            command.awaitBackstore(onWritten);
        }
    }

    private void onWritten(BackstoreIo io) {
        Command command = (Command) io.owner();
        if (!command.resumes()) {
            return;
        }
        if (io.status() == BackstoreStatus.OK) {
            finish(command);
        } else {
            BackstoreFailure.end(
                    command, io.status(), io.offsetBytes() >>> command.unit().blockShift());
        }
    }

    private void finish(Command command) {
        if (verifies) {
            int bytes = command.task().data().totalBytes();
            boolean compares = layout.bytchk(command.cdb()) == BYTCHK_MAX;
            MediumCheck check = compares ? MediumCheck.EQUAL : MediumCheck.READABLE;
            command.pieces().start(command.offsetBytes(), bytes, check);
        } else {
            command.good();
        }
    }
}
