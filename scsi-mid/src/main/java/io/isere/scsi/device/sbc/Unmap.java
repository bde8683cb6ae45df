package io.isere.scsi.device.sbc;

import io.isere.scsi.backstore.BackstoreCompletion;
import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.backstore.BackstoreStatus;
import io.isere.scsi.cdb.UnmapCdb;
import io.isere.scsi.device.Command;
import io.isere.scsi.device.CommandHandler;
import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.device.PieceWork;
import io.isere.scsi.device.Pieces;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.TaskStep;
import java.nio.ByteBuffer;

/**
 * UNMAP (SBC-3 5.28) of a thin unit: checks all descriptors, then unmaps one after the other. A descriptor is taken as a
 * piece, whose bytes are those of its entry in the parameter list. Stateless, shared by all loops.
 */
final class Unmap implements CommandHandler, PieceWork {
    /** MAXIMUM UNMAP LBA COUNT, of one command: what a backstore's request can hold of 4096-byte blocks. */
    static final int MAX_BLOCKS = 0x4_0000;
    /** MAXIMUM UNMAP BLOCK DESCRIPTOR COUNT. */
    static final int MAX_DESCRIPTORS = 256;

    private static final int LIST_BYTES_MAX = UnmapCdb.LIST_HEADER_BYTES + MAX_DESCRIPTORS * UnmapCdb.DESCRIPTOR_BYTES;

    private final TaskStep onBuffer = task -> onBuffer(Command.of(task));
    private final TaskStep onList = task -> onList(Command.of(task));
    private final TaskStep onRange = task -> onRange(Command.of(task));
    private final BackstoreCompletion onUnmapped = this::onUnmapped;

    @Override
    public void execute(Command command) {
        ByteBuffer cdb = command.cdb();
        int listBytes = UnmapCdb.parameterListBytes(cdb);
        command.task().requestedBytes(listBytes);
        if (UnmapCdb.anchor(cdb)) {
            command.invalidField(UnmapCdb.ANCHOR_AT);
        } else if (!BlockRange.acceptWrite(command)) {
            return;
        } else if (listBytes == 0) {
            command.good();
        } else if (listBytes < UnmapCdb.LIST_HEADER_BYTES
                || listBytes > LIST_BYTES_MAX
                || listBytes > command.limitToExpected(listBytes, DataDirection.OUT)) {
            command.checkCondition(SenseKey.ILLEGAL_REQUEST, SenseCode.PARAMETER_LIST_LENGTH_ERROR);
        } else {
            command.awaitBuffer(listBytes, onBuffer);
        }
    }

    private void onBuffer(Command command) {
        if (command.resumes()) {
            command.awaitDataOut(onList);
        }
    }

    private void onList(Command command) {
        if (!command.resumes()) {
            return;
        }
        ByteBuffer list = command.pieces().memory();
        command.task().data().getBytes(list);
        int descriptorsBytes = UnmapCdb.descriptorsBytes(list);
        if (descriptorsBytes > command.task().data().totalBytes() - UnmapCdb.LIST_HEADER_BYTES) {
            command.checkCondition(SenseKey.ILLEGAL_REQUEST, SenseCode.PARAMETER_LIST_LENGTH_ERROR);
        } else if (accepts(command, list, descriptorsBytes / UnmapCdb.DESCRIPTOR_BYTES)) {
            enter(command);
        }
    }

    private static boolean accepts(Command command, ByteBuffer list, int descriptors) {
        long totalBlocks = 0;
        for (int index = 0; index < descriptors; index++) {
            long blocks = UnmapCdb.blocks(list, index);
            // SBC-3 5.28: what counts is the sum of both, so that no blocks at the very end are no error.
            if (!command.unit().contains(UnmapCdb.lba(list, index), blocks)) {
                command.checkCondition(SenseKey.ILLEGAL_REQUEST, SenseCode.LBA_OUT_OF_RANGE);
                return false;
            }
            totalBlocks += blocks;
        }
        if (totalBlocks > MAX_BLOCKS) {
            command.checkCondition(SenseKey.ILLEGAL_REQUEST, SenseCode.INVALID_FIELD_IN_PARAMETER_LIST);
            return false;
        }
        return true;
    }

    private void onRange(Command command) {
        if (command.resumes()) {
            enter(command);
        }
    }

    /** The unit as a whole: descriptors lie anywhere. */
    private void enter(Command command) {
        LogicalUnit unit = command.unit();
        if (command.enters(0, unit.blockCount() << unit.blockShift(), onRange)) {
            int descriptorsBytes = UnmapCdb.descriptorsBytes(command.pieces().memory());
            int whole = descriptorsBytes - descriptorsBytes % UnmapCdb.DESCRIPTOR_BYTES;
            command.pieces().start(0, whole, UnmapCdb.DESCRIPTOR_BYTES, this);
        }
    }

    @Override
    public void onPiece(Command command, Pieces pieces) {
        int index = (int) (pieces.doneBytes() / UnmapCdb.DESCRIPTOR_BYTES);
        long blocks = UnmapCdb.blocks(pieces.memory(), index);
        if (blocks == 0) {
            pieces.next();
            return;
        }
        int shift = command.unit().blockShift();
        command.io().unmap(UnmapCdb.lba(pieces.memory(), index) << shift, (int) blocks << shift);
        command.awaitBackstore(onUnmapped);
    }

    private void onUnmapped(BackstoreIo io) {
        Command command = (Command) io.owner();
        if (!command.resumes()) {
            return;
        }
        if (io.status() == BackstoreStatus.OK) {
            command.pieces().next();
        } else {
            BackstoreFailure.end(
                    command, io.status(), io.offsetBytes() >>> command.unit().blockShift());
        }
    }

    @Override
    public void onEnd(Command command) {
        SynchronizeCache.goodWhenStable(command);
    }
}
