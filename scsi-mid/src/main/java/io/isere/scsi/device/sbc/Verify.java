package io.isere.scsi.device.sbc;

import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.device.Command;
import io.isere.scsi.device.CommandHandler;
import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.TaskStep;

/**
 * VERIFY (10), (12), (16) (SBC-3 5.29 to 5.31): BYTCHK 00b reads the blocks, 01b compares them with data-out. A
 * miscompare tells the offset of the first byte that differs in data-out. Stateless, shared by all loops.
 */
final class Verify implements CommandHandler {
    private static final TaskStep ON_BUFFER = task -> onBuffer(Command.of(task));
    private static final TaskStep ON_DATA_OUT = task -> onDataOut(Command.of(task));

    private final TaskStep onReadRange = task -> onReadRange(Command.of(task));
    private final BlockCdb layout;

    Verify(BlockCdb layout) {
        this.layout = layout;
    }

    @Override
    public void execute(Command command) {
        switch (layout.bytchk(command.cdb())) {
            case 0 -> read(command);
            case 1 -> compare(command);
            default -> command.invalidField(layout.flagsAt());
        }
    }

    private void read(Command command) {
        if (!BlockRange.acceptProtect(command, layout) || !BlockRange.acceptRange(command, layout)) {
            return;
        }
        command.task().requestedBytes(0);
        if (command.enters(startBytes(command), rangeBytes(command), onReadRange)) {
            startRead(command);
        }
    }

    private void onReadRange(Command command) {
        if (command.resumes() && command.enters(startBytes(command), rangeBytes(command), onReadRange)) {
            startRead(command);
        }
    }

    private void startRead(Command command) {
        if (command.unit().protection() == null) {
            command.pieces().start(startBytes(command), rangeBytes(command), MediumCheck.READABLE);
        } else {
            command.pieces()
                    .start(startBytes(command), rangeBytes(command), ProtectedWork.PIECE_BYTES, ProtectedWork.VERIFY);
        }
    }

    private long startBytes(Command command) {
        return layout.lba(command.cdb()) << command.unit().blockShift();
    }

    private long rangeBytes(Command command) {
        return layout.blocks(command.cdb()) << command.unit().blockShift();
    }

    private void compare(Command command) {
        if (!BlockRange.acceptTransfer(command, layout)) {
            return;
        }
        LogicalUnit unit = command.unit();
        if (unit.protection() != null) {
            ProtectedTransfer.COMPARE.receive(command, layout, false);
            return;
        }
        int wantedBytes = (int) layout.blocks(command.cdb()) << unit.blockShift();
        command.task().requestedBytes(wantedBytes);
        int bytes = command.limitToExpected(wantedBytes, DataDirection.OUT) & -unit.blockBytes();
        if (bytes == 0) {
            command.good();
            return;
        }
        command.setAccess(startBytes(command), bytes, false);
        command.awaitBuffer(bytes, ON_BUFFER);
    }

    private static void onBuffer(Command command) {
        if (command.resumes()) {
            command.awaitDataOut(ON_DATA_OUT);
        }
    }

    private static void onDataOut(Command command) {
        if (command.resumes() && command.enters(ON_DATA_OUT)) {
            command.pieces().start(command.offsetBytes(), command.lengthBytes(), MediumCheck.EQUAL);
        }
    }
}
