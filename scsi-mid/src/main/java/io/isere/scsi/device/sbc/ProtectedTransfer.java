package io.isere.scsi.device.sbc;

import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.device.Command;
import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.TaskStep;

/**
 * How READ, WRITE, VERIFY and WRITE AND VERIFY of units with protection information come by their data; the work is a
 * {@link ProtectedWork}'s. The commands have been checked by then. Data path: allocates nothing. Stateless.
 */
final class ProtectedTransfer {
    private static final TaskStep ON_READ_BUFFER = task -> onReadBuffer(Command.of(task));

    /** WRITE. */
    static final ProtectedTransfer WRITE = new ProtectedTransfer(ProtectedWork.WRITE);
    /** WRITE AND VERIFY with BYTCHK 00b. */
    static final ProtectedTransfer WRITE_THEN_VERIFY = new ProtectedTransfer(ProtectedWork.WRITE_THEN_VERIFY);
    /** WRITE AND VERIFY with BYTCHK 01b. */
    static final ProtectedTransfer WRITE_THEN_COMPARE = new ProtectedTransfer(ProtectedWork.WRITE_THEN_COMPARE);
    /** VERIFY with BYTCHK 01b. */
    static final ProtectedTransfer COMPARE = new ProtectedTransfer(ProtectedWork.COMPARE);

    private final ProtectedWork work;
    private final TaskStep onBuffer = task -> onBuffer(Command.of(task));
    private final TaskStep onDataOut = task -> onDataOut(Command.of(task));

    private ProtectedTransfer(ProtectedWork work) {
        this.work = work;
    }

    /** READ: as much as the application client has room for, which may end within a block. */
    static void read(Command command, BlockCdb layout) {
        int transferBytes = ProtectedWork.transferBytes(command);
        int wantedBytes = (int) layout.blocks(command.cdb()) * transferBytes;
        command.task().requestedBytes(wantedBytes);
        int bytes = command.limitToExpected(wantedBytes, DataDirection.IN);
        if (bytes == 0) {
            command.good();
            return;
        }
        setAccess(command, layout, (bytes + transferBytes - 1) / transferBytes, false);
        command.awaitBuffer(bytes, ON_READ_BUFFER);
    }

    private static void onReadBuffer(Command command) {
        if (command.resumes() && command.enters(ON_READ_BUFFER)) {
            ProtectedWork.start(command, ProtectedWork.READ);
        }
    }

    /** Receives the whole blocks of data-out, then does the work. */
    void receive(Command command, BlockCdb layout, boolean fua) {
        int transferBytes = ProtectedWork.transferBytes(command);
        int wantedBytes = (int) layout.blocks(command.cdb()) * transferBytes;
        command.task().requestedBytes(wantedBytes);
        int blocks = command.limitToExpected(wantedBytes, DataDirection.OUT) / transferBytes;
        if (blocks == 0) {
            command.good();
            return;
        }
        setAccess(command, layout, blocks, fua);
        command.awaitBuffer(blocks * transferBytes, onBuffer);
    }

    private static void setAccess(Command command, BlockCdb layout, int blocks, boolean fua) {
        LogicalUnit unit = command.unit();
        command.setAccess(layout.lba(command.cdb()) << unit.blockShift(), blocks << unit.blockShift(), fua);
    }

    private void onBuffer(Command command) {
        if (command.resumes()) {
            command.awaitDataOut(onDataOut);
        }
    }

    private void onDataOut(Command command) {
        if (command.resumes() && command.enters(onDataOut)) {
            ProtectedWork.start(command, work);
        }
    }
}
