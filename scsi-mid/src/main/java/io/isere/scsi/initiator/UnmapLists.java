package io.isere.scsi.initiator;

import io.isere.scsi.cdb.UnmapCdb;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Ranges of blocks as parameter lists of UNMAP: none with more descriptors, or more blocks in all of them together, than
 * a device takes, and each range cut between granules. Made for one call.
 */
final class UnmapLists {
    private final BlockLimits limits;
    private final long blocksMax;
    private final int descriptorsMax;
    private final List<long[]> lists = new ArrayList<>();
    private final long[] descriptors;
    private int used;
    private long blocksLeft;

    /**
     * @param blocksMax of a list, 1 to 2^32-1
     * @param descriptorsMax of a list, at least 1
     */
    UnmapLists(List<BlockExtent> extents, long blocksMax, int descriptorsMax, BlockLimits limits) {
        this.limits = limits;
        this.blocksMax = blocksMax;
        this.descriptorsMax = descriptorsMax;
        descriptors = new long[2 * descriptorsMax];
        blocksLeft = blocksMax;
        extents.forEach(this::add);
        endList();
    }

    int count() {
        return lists.size();
    }

    ByteBuffer list(int index) {
        return UnmapCdb.list(lists.get(index));
    }

    private void add(BlockExtent extent) {
        long lba = extent.lba();
        long left = extent.blocks();
        while (left > 0) {
            if (used == descriptorsMax || blocksLeft == 0) {
                endList();
            }
            long blocks = left <= blocksLeft ? left : limits.cut(lba, lba + blocksLeft) - lba;
            descriptors[2 * used] = lba;
            descriptors[2 * used + 1] = blocks;
            used++;
            blocksLeft -= blocks;
            lba += blocks;
            left -= blocks;
            if (left > 0) {
                endList();
            }
        }
    }

    private void endList() {
        if (used > 0) {
            lists.add(Arrays.copyOf(descriptors, 2 * used));
        }
        used = 0;
        blocksLeft = blocksMax;
    }
}
