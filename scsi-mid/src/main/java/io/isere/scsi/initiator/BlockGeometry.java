package io.isere.scsi.initiator;

/**
 * Size and limits of a block device, as it reported them at open.
 *
 * @param blockBytes logical block length, a power of two
 * @param blockCount number of logical blocks
 * @param maxTransferBlocks longest READ or WRITE; a default of this project when the device names no limit
 * @param longLba whether 16-byte commands are understood: READ CAPACITY (16) was
 */
public record BlockGeometry(int blockBytes, long blockCount, int maxTransferBlocks, boolean longLba) {
    /** Base 2 logarithm of the block length. */
    public int blockShift() {
        return Integer.numberOfTrailingZeros(blockBytes);
    }

    /** Size in bytes. */
    public long capacityBytes() {
        return blockCount << blockShift();
    }
}
