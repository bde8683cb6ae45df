package io.isere.scsi.device.copy;

import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.device.Pieces;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.ScsiTask;
import java.nio.ByteBuffer;

/**
 * A segment with its units: which blocks a piece of it means at the source and at the destination, whose blocks may be of
 * different length. Used for one segment, on the loop of the command.
 */
final class CopySegment {
    private final BlockSegment descriptor;
    final CopyTarget source;
    final CopyTarget destination;

    CopySegment(BlockSegment descriptor, CopyTarget source, CopyTarget destination) {
        this.descriptor = descriptor;
        this.source = source;
        this.destination = destination;
    }

    long totalBytes() {
        CopyTarget counted = descriptor.countsDestination() ? destination : source;
        return (long) descriptor.blocks() << counted.unit().blockShift();
    }

    /** Whether a part of a block is left over at an end that does not allow for it (SPC-4 6.4.6.2). */
    boolean isInexact() {
        boolean leavesSource = totalBytes() % source.unit().blockBytes() != 0;
        boolean leavesDestination = totalBytes() % destination.unit().blockBytes() != 0;
        return (leavesSource && !source.pads()) || (leavesDestination && !destination.pads());
    }

    /** What both units take at a time, in whole blocks of both. */
    int pieceBytes() {
        long sourceBytes =
                (long) source.unit().maxTransferBlocks() << source.unit().blockShift();
        long destinationBytes = (long) destination.unit().maxTransferBlocks()
                << destination.unit().blockShift();
        int longerBlock =
                Math.max(source.unit().blockBytes(), destination.unit().blockBytes());
        long bytes = Math.min(Pieces.PIECE_BYTES, Math.min(sourceBytes, destinationBytes));
        return (int) Math.max(longerBlock, bytes & -longerBlock);
    }

    /** Makes {@code task} the READ of a piece into its memory. */
    void prepareRead(ScsiTask task, Pieces pieces) {
        prepare(task, Opcode.READ_16, DataDirection.IN, source, descriptor.sourceLba(), pieces);
    }

    /** Makes {@code task} the WRITE of a piece from its memory, filled with zeros to a whole block. */
    void prepareWrite(ScsiTask task, Pieces pieces) {
        ByteBuffer memory = pieces.memory();
        int end = wholeBlocks(destination, pieces.bytes()) << destination.unit().blockShift();
        for (int at = pieces.bytes(); at < end; at++) {
            memory.put(at, (byte) 0);
        }
        prepare(task, Opcode.WRITE_16, DataDirection.OUT, destination, descriptor.destinationLba(), pieces);
    }

    private static int wholeBlocks(CopyTarget target, int bytes) {
        return (bytes + target.unit().blockBytes() - 1) >>> target.unit().blockShift();
    }

    private static void prepare(
            ScsiTask task, int opcode, DataDirection direction, CopyTarget target, long firstLba, Pieces pieces) {
        int shift = target.unit().blockShift();
        int blocks = wholeBlocks(target, pieces.bytes());
        long lba = firstLba + (pieces.doneBytes() >>> shift);
        task.reset().lun(target.itlNexus().lun());
        task.cdbLengthBytes(BlockCdb.BLOCK_16.build(task.cdb(), opcode, lba, blocks));
        task.direction(direction).expectedDataBytes((long) blocks << shift);
        task.clientData().add(pieces.memory(), 0, blocks << shift);
    }
}
