package io.isere.scsi.initiator;

import java.nio.ByteBuffer;

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

    /** Bytes of that many blocks. */
    long bytes(long blocks) {
        return blocks << blockShift();
    }

    /** @throws IllegalArgumentException when there are no such blocks */
    void requireRange(long lba, long blocks) {
        if (lba < 0 || blocks < 0 || lba > blockCount - blocks) {
            throw new IllegalArgumentException(
                    blocks + " blocks from " + lba + " on do not exist; there are " + blockCount);
        }
    }

    /** @throws IllegalArgumentException when there are no such blocks, or what is left of the buffer is too small for them */
    void requireRange(long lba, int blocks, ByteBuffer buffer) {
        requireRange(lba, blocks);
        requireRoom(blocks, buffer.remaining());
    }

    /** @throws IllegalArgumentException when the blocks need more bytes than there are */
    int requireRoom(int blocks, int roomBytes) {
        long bytes = bytes(blocks);
        if (bytes > roomBytes) {
            throw new IllegalArgumentException(blocks + " blocks need " + bytes + " bytes, there are " + roomBytes);
        }
        return (int) bytes;
    }
}
