package io.isere.scsi.device.sbc;

import io.isere.scsi.backstore.BackstoreCompletion;
import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.backstore.BackstoreStatus;
import io.isere.scsi.cdb.AtomicCdb;
import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.device.Command;
import io.isere.scsi.device.CommandHandler;
import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.TaskStep;
import java.nio.ByteBuffer;

/**
 * Writes that no other command of the unit may see half done: COMPARE AND WRITE (SBC-3 5.2), ORWRITE (16) (5.6), WRITE
 * ATOMIC (16) (SBC-4). Data-out first, then the range alone, then the work. Stateless, shared by all loops; allocates,
 * for the claim of the range. Of units with protection information only COMPARE AND WRITE.
 */
final class ExclusiveWrite implements CommandHandler {
    /** Which of the three. */
    enum Kind {
        COMPARE_AND_WRITE,
        OR_WRITE,
        WRITE_ATOMIC
    }

    private final Kind kind;
    private final TaskStep onBuffer = task -> onBuffer(Command.of(task));
    private final TaskStep onDataOut = task -> onDataOut(Command.of(task));
    private final BackstoreCompletion onWritten = ExclusiveWrite::onWritten;
    private final MediumCheck compareThenWrite = new MediumCheck(true, this::writeSecondHalf);

    ExclusiveWrite(Kind kind) {
        this.kind = kind;
    }

    @Override
    public void execute(Command command) {
        if (!BlockRange.acceptProtect(command, BlockCdb.BLOCK_16) || !acceptsLength(command)) {
            return;
        }
        LogicalUnit unit = command.unit();
        int blocks = (int) blocks(command.cdb());
        int lengthBytes = blocks << unit.blockShift();
        int halfBytes = blocks * ProtectedWork.transferBytes(command);
        int dataBytes = kind == Kind.COMPARE_AND_WRITE ? 2 * halfBytes : halfBytes;
        command.task().requestedBytes(dataBytes);
        if (!acceptsDataOut(command, dataBytes)) {
            return;
        }
        if (dataBytes == 0) {
            command.good();
        } else if (command.limitToExpected(dataBytes, DataDirection.OUT) < dataBytes) {
            command.dataOutTooShort();
        } else {
            boolean fua = BlockCdb.BLOCK_16.fua(command.cdb());
            command.setAccess(AtomicCdb.lba(command.cdb()) << unit.blockShift(), lengthBytes, fua);
            command.awaitBuffer(dataBytes, onBuffer);
        }
    }

    /**
     * COMPARE AND WRITE takes nothing but both halves: 256 blocks make a length of zero in its one byte, and who sends
     * them must not believe that they were compared and written. The sense code is LIO's, and what libiscsi's suite wants.
     */
    private boolean acceptsDataOut(Command command, int dataBytes) {
        if (kind != Kind.COMPARE_AND_WRITE || command.task().direction() != DataDirection.OUT) {
            return true;
        }
        long expectedBytes = command.task().expectedDataBytes();
        if (expectedBytes > dataBytes) {
            command.invalidField(AtomicCdb.COMPARE_BLOCKS_AT);
        }
        return expectedBytes <= dataBytes;
    }

    private boolean acceptsLength(Command command) {
        ByteBuffer cdb = command.cdb();
        long blocks = blocks(cdb);
        if (kind == Kind.WRITE_ATOMIC && AtomicCdb.boundary(cdb) != 0) {
            command.invalidField(AtomicCdb.BOUNDARY_AT);
            return false;
        }
        if (!BlockRange.acceptRange(command, AtomicCdb.lba(cdb), blocks)) {
            return false;
        }
        if (blocks > blocksMax(command.unit())) {
            command.invalidField(lengthAt());
            return false;
        }
        return BlockRange.acceptWrite(command);
    }

    private long blocks(ByteBuffer cdb) {
        return switch (kind) {
            case COMPARE_AND_WRITE -> AtomicCdb.compareBlocks(cdb);
            case OR_WRITE -> BlockCdb.BLOCK_16.blocks(cdb);
            case WRITE_ATOMIC -> AtomicCdb.atomicBlocks(cdb);
        };
    }

    private int blocksMax(LogicalUnit unit) {
        return switch (kind) {
            case COMPARE_AND_WRITE -> unit.maxCompareBlocks();
            case OR_WRITE -> unit.maxTransferBlocks();
            case WRITE_ATOMIC -> unit.maxAtomicBlocks();
        };
    }

    private int lengthAt() {
        return switch (kind) {
            case COMPARE_AND_WRITE -> AtomicCdb.COMPARE_BLOCKS_AT;
            case OR_WRITE -> BlockCdb.BLOCK_16.blocksAt();
            case WRITE_ATOMIC -> AtomicCdb.ATOMIC_BLOCKS_AT;
        };
    }

    private void onBuffer(Command command) {
        if (command.resumes()) {
            command.awaitDataOut(onDataOut);
        }
    }

    private void onDataOut(Command command) {
        if (!command.resumes() || !command.entersAlone(onDataOut)) {
            return;
        }
        if (command.unit().protection() != null) {
            ProtectedWork.start(command, ProtectedWork.COMPARE_THEN_WRITE);
            return;
        }
        switch (kind) {
            case COMPARE_AND_WRITE ->
                command.pieces().start(command.offsetBytes(), command.lengthBytes(), compareThenWrite);
            case OR_WRITE -> command.pieces().start(command.offsetBytes(), command.lengthBytes(), OrWork.INSTANCE);
            case WRITE_ATOMIC -> write(command, 0);
        }
    }

    private void writeSecondHalf(Command command) {
        write(command, command.lengthBytes());
    }

    private void write(Command command, int fromBytes) {
        command.io()
                .write(command.offsetBytes(), command.pieces().part(fromBytes, command.lengthBytes()), command.fua());
        command.awaitBackstore(onWritten);
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
