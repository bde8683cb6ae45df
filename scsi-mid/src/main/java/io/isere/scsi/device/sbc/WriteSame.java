package io.isere.scsi.device.sbc;

import io.isere.scsi.backstore.BackstoreCompletion;
import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.backstore.BackstoreStatus;
import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.device.Command;
import io.isere.scsi.device.CommandHandler;
import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.device.PieceWork;
import io.isere.scsi.device.Pieces;
import io.isere.scsi.task.TaskStep;
import java.nio.ByteBuffer;

/**
 * WRITE SAME (10) and (16) (SBC-3 5.43, 5.44): one block of data-out, or of zeros with NDOB, to every block of a range.
 * With UNMAP a thin unit unmaps what would become zeros. A length of zero may go to
 * the end of the unit. Stateless, shared by all loops.
 */
final class WriteSame implements CommandHandler, PieceWork {
    private final TaskStep onBuffer = task -> onBuffer(Command.of(task));
    private final TaskStep onDataOut = task -> onDataOut(Command.of(task));
    private final TaskStep onRange = task -> onRange(Command.of(task));
    private final BackstoreCompletion onUnmapped = io -> onDone(io, true);
    private final BackstoreCompletion onWritten = io -> onDone(io, false);

    private final BlockCdb layout;

    WriteSame(BlockCdb layout) {
        this.layout = layout;
    }

    @Override
    public void execute(Command command) {
        LogicalUnit unit = command.unit();
        if (!acceptsFlags(command) || !BlockRange.acceptRange(command, layout)) {
            return;
        }
        long lba = layout.lba(command.cdb());
        long blocks = layout.blocks(command.cdb());
        if (blocks == 0 && unit.writeSameGoesToEnd()) {
            blocks = unit.blockCount() - lba;
        }
        if (blocks == 0 || blocks > unit.maxWriteSameBlocks()) {
            command.invalidField(layout.blocksAt());
        } else if (BlockRange.acceptWrite(command)) {
            command.setAccess(lba << unit.blockShift(), (int) blocks << unit.blockShift(), false);
            receive(command);
        }
    }

    private boolean acceptsFlags(Command command) {
        int flags = layout.writeSameFlags(command.cdb());
        boolean unmaps = (flags & BlockCdb.WRITE_SAME_UNMAP) != 0;
        boolean anchors = (flags & BlockCdb.WRITE_SAME_ANCHOR) != 0;
        if (anchors || (unmaps && !command.unit().backstore().thin())) {
            command.invalidField(layout.flagsAt());
            return false;
        }
        return BlockRange.acceptProtect(command, layout);
    }

    private boolean hasFlag(Command command, int flag) {
        return (layout.writeSameFlags(command.cdb()) & flag) != 0;
    }

    private void receive(Command command) {
        if (hasFlag(command, BlockCdb.WRITE_SAME_NDOB)) {
            command.task().requestedBytes(0);
            fillAndEnter(command, false);
            return;
        }
        int bytes = ProtectedWork.transferBytes(command);
        command.task().requestedBytes(bytes);
        if (command.acceptsDataOutOf(bytes)) {
            command.awaitBuffer(bytes, onBuffer);
        }
    }

    private void onBuffer(Command command) {
        if (command.resumes()) {
            command.awaitDataOut(onDataOut);
        }
    }

    private void onDataOut(Command command) {
        if (command.resumes()) {
            fillAndEnter(command, true);
        }
    }

    private void fillAndEnter(Command command, boolean fromDataOut) {
        fill(command, fromDataOut);
        if (command.unit().protection() == null || ProtectedWork.prepareSame(command, fromDataOut)) {
            enter(command);
        }
    }

    /** Makes a whole piece of the block. */
    private static void fill(Command command, boolean fromDataOut) {
        ByteBuffer memory = command.pieces().memory();
        int blockBytes = command.unit().blockBytes();
        if (fromDataOut) {
            command.task().data().getBytes(memory);
        } else {
            for (int at = 0; at < blockBytes; at += Long.BYTES) {
                memory.putLong(at, 0);
            }
        }
        for (int at = blockBytes; at < Pieces.PIECE_BYTES; at += blockBytes) {
            memory.put(at, memory, 0, blockBytes);
        }
    }

    private void onRange(Command command) {
        if (command.resumes()) {
            enter(command);
        }
    }

    private void enter(Command command) {
        if (!command.enters(onRange)) {
            return;
        }
        if (hasFlag(command, BlockCdb.WRITE_SAME_UNMAP) && isZero(command)) {
            command.io().unmap(command.offsetBytes(), command.lengthBytes());
            command.awaitBackstore(onUnmapped);
        } else if (command.unit().protection() != null) {
            ProtectedWork.start(command, ProtectedWork.SAME);
        } else {
            command.pieces().start(command.offsetBytes(), command.lengthBytes(), this);
        }
    }

    private static boolean isZero(Command command) {
        if (command.unit().protection() != null && !ProtectedWork.isSameUnmappable(command)) {
            return false;
        }
        ByteBuffer memory = command.pieces().memory();
        for (int at = 0; at < command.unit().blockBytes(); at += Long.BYTES) {
            if (memory.getLong(at) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void onPiece(Command command, Pieces pieces) {
        command.io().write(pieces.offsetBytes(), pieces.segments(), false);
        command.awaitBackstore(onWritten);
    }

    private static void onDone(BackstoreIo io, boolean all) {
        Command command = (Command) io.owner();
        if (!command.resumes()) {
            return;
        }
        if (io.status() != BackstoreStatus.OK) {
            BackstoreFailure.end(
                    command, io.status(), io.offsetBytes() >>> command.unit().blockShift());
        } else if (all) {
            SynchronizeCache.goodWhenStable(command);
        } else {
            command.pieces().next();
        }
    }

    @Override
    public void onEnd(Command command) {
        SynchronizeCache.goodWhenStable(command);
    }
}
