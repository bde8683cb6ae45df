package io.isere.scsi.initiator;

/**
 * Size and limits of a block device, as it reported them at open.
 *
 * @param blockBytes logical block length, a power of two
 * @param blockCount number of logical blocks
 * @param maxTransferBlocks longest READ or WRITE; a default of this project when the device names no limit
 * @param longLba whether 16-byte commands are understood: READ CAPACITY (16) was
 * @param protectionType T10 protection information the device is formatted with: 1, 2, 3 or 0, none
 */
public record BlockGeometry(
        int blockBytes, long blockCount, int maxTransferBlocks, boolean longLba, int protectionType) {
    /** Length of the protection information that follows a block, where it is transferred. */
    public static final int PROTECTION_BYTES = 8;

    /** A device without protection information. */
    public BlockGeometry(int blockBytes, long blockCount, int maxTransferBlocks, boolean longLba) {
        this(blockBytes, blockCount, maxTransferBlocks, longLba, 0);
    }

    /** Base 2 logarithm of the block length. */
    public int blockShift() {
        return Integer.numberOfTrailingZeros(blockBytes);
    }

    /** Size in bytes. */
    public long capacityBytes() {
        return blockCount << blockShift();
    }
}
