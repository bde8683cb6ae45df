package io.isere.scsi.initiator;

import java.nio.ByteBuffer;

/**
 * What one command may do, as the device reported it at open in Block Limits (VPD B0h, SBC-3 6.6.4) and Logical Block
 * Provisioning (B2h, 6.6.5). {@link #NOT_TOLD} is what a device without these pages has.
 *
 * @param maxTransferBlocks MAXIMUM TRANSFER LENGTH; 0: not reported
 * @param maxCompareBlocks MAXIMUM COMPARE AND WRITE LENGTH; 0: not reported, or no such command
 * @param maxWriteSameBlocks MAXIMUM WRITE SAME LENGTH, unsigned; 0: not reported
 * @param maxUnmapBlocks MAXIMUM UNMAP LBA COUNT, of all descriptors of a command; 0: not reported
 * @param maxUnmapDescriptors MAXIMUM UNMAP BLOCK DESCRIPTOR COUNT; 0: not reported
 * @param unmapGranularityBlocks OPTIMAL UNMAP GRANULARITY; 0: not reported
 * @param unmapAlignmentBlocks UNMAP GRANULARITY ALIGNMENT: the first block of a granule; 0 when not reported
 * @param unmaps LBPU: UNMAP is supported
 * @param writeSameUnmaps LBPWS or LBPWS10: WRITE SAME takes UNMAP
 * @param unmappedAreZeros LBPRZ: unmapped blocks read as zeros
 */
public record BlockLimits(
        long maxTransferBlocks,
        int maxCompareBlocks,
        long maxWriteSameBlocks,
        long maxUnmapBlocks,
        long maxUnmapDescriptors,
        long unmapGranularityBlocks,
        long unmapAlignmentBlocks,
        boolean unmaps,
        boolean writeSameUnmaps,
        boolean unmappedAreZeros) {
    /** A device that reports nothing. */
    public static final BlockLimits NOT_TOLD = new BlockLimits(0, 0, 0, 0, 0, 0, 0, false, false, false);

    static final int PAGE = 0xB0;
    static final int PAGE_BYTES = 64;
    static final int PROVISIONING_PAGE = 0xB2;
    static final int PROVISIONING_PAGE_BYTES = 8;

    private static final int COMPARE_AT = 5;
    private static final int TRANSFER_AT = 8;
    private static final int UNMAP_BLOCKS_AT = 20;
    private static final int UNMAP_DESCRIPTORS_AT = 24;
    private static final int UNMAP_GRANULARITY_AT = 28;
    private static final int UNMAP_ALIGNMENT_AT = 32;
    /** Without UGAVALID, the sign. */
    private static final int ALIGNMENT_MASK = 0x7FFF_FFFF;

    private static final int WRITE_SAME_AT = 36;
    private static final int PROVISIONING_FLAGS_AT = 5;
    private static final int LBPU = 0x80;
    private static final int LBPWS = 0x60;
    private static final int LBPRZ = 0x1C;

    /** Reads page B0h up to the buffer's limit; what is missing of it is not reported. */
    static BlockLimits parse(ByteBuffer answer) {
        ByteBuffer page = ByteBuffer.allocate(PAGE_BYTES);
        page.put(0, answer, 0, Math.min(PAGE_BYTES, answer.limit()));
        return new BlockLimits(
                u32(page, TRANSFER_AT),
                Byte.toUnsignedInt(page.get(COMPARE_AT)),
                page.getLong(WRITE_SAME_AT),
                u32(page, UNMAP_BLOCKS_AT),
                u32(page, UNMAP_DESCRIPTORS_AT),
                u32(page, UNMAP_GRANULARITY_AT),
                page.getInt(UNMAP_ALIGNMENT_AT) < 0 ? page.getInt(UNMAP_ALIGNMENT_AT) & ALIGNMENT_MASK : 0,
                false,
                false,
                false);
    }

    /** With what page B2h says. */
    BlockLimits withProvisioning(ByteBuffer page) {
        int flags = page.limit() > PROVISIONING_FLAGS_AT ? page.get(PROVISIONING_FLAGS_AT) : 0;
        return new BlockLimits(
                maxTransferBlocks,
                maxCompareBlocks,
                maxWriteSameBlocks,
                maxUnmapBlocks,
                maxUnmapDescriptors,
                unmapGranularityBlocks,
                unmapAlignmentBlocks,
                (flags & LBPU) != 0,
                (flags & LBPWS) != 0,
                (flags & LBPRZ) != 0);
    }

    /**
     * Where to cut a range of blocks to unmap that is too long for one command: a device unmaps whole granules, and would
     * leave those mapped that two commands share.
     *
     * @param lba first block of the command
     * @param endLba the one after its last if it is as long as it can be
     * @return the last end of a granule before that; {@code endLba} if there is none
     */
    long cut(long lba, long endLba) {
        if (unmapGranularityBlocks == 0) {
            return endLba;
        }
        long aligned = endLba - Math.floorMod(endLba - unmapAlignmentBlocks, unmapGranularityBlocks);
        return aligned > lba ? aligned : endLba;
    }

    private static long u32(ByteBuffer page, int at) {
        return Integer.toUnsignedLong(page.getInt(at));
    }
}
