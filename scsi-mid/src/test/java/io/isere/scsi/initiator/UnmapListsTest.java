package io.isere.scsi.initiator;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.cdb.UnmapCdb;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How ranges become parameter lists of UNMAP. */
class UnmapListsTest {
    @Test
    void rangesThatFitShareAList() {
        UnmapLists lists =
                new UnmapLists(List.of(new BlockExtent(1, 2), new BlockExtent(9, 3)), 5, 2, BlockLimits.NOT_TOLD);
        assertThat(lists.count()).isOne();
        assertThat(lists.list(0)).isEqualTo(UnmapCdb.list(1, 2, 9, 3));
    }

    @Test
    void aListHasNoMoreDescriptorsThanAllowed() {
        UnmapLists lists = new UnmapLists(
                List.of(new BlockExtent(1, 1), new BlockExtent(3, 1), new BlockExtent(5, 1)),
                100,
                2,
                BlockLimits.NOT_TOLD);
        assertThat(all(lists)).containsExactly(UnmapCdb.list(1, 1, 3, 1), UnmapCdb.list(5, 1));
    }

    @Test
    void aListHasNoMoreBlocksThanAllowed() {
        UnmapLists lists =
                new UnmapLists(List.of(new BlockExtent(10, 3), new BlockExtent(20, 8)), 4, 10, BlockLimits.NOT_TOLD);
        assertThat(all(lists)).containsExactly(UnmapCdb.list(10, 3, 20, 1), UnmapCdb.list(21, 4), UnmapCdb.list(25, 3));
    }

    /** A part of a granule would stay mapped. */
    @Test
    void rangesAreCutBetweenGranules() {
        BlockLimits granules = new BlockLimits(0, 0, 0, 0, 0, 8, 3, true, false, true);
        UnmapLists lists = new UnmapLists(List.of(new BlockExtent(5, 30), new BlockExtent(3, 4)), 20, 10, granules);
        assertThat(all(lists)).containsExactly(UnmapCdb.list(5, 14), UnmapCdb.list(19, 16, 3, 4));
    }

    @Test
    void nothingNeedsNoList() {
        assertThat(new UnmapLists(List.of(), 1, 1, BlockLimits.NOT_TOLD).count())
                .isZero();
        assertThat(new UnmapLists(List.of(new BlockExtent(5, 0)), 1, 1, BlockLimits.NOT_TOLD).count())
                .isZero();
    }

    private static List<ByteBuffer> all(UnmapLists lists) {
        return java.util.stream.IntStream.range(0, lists.count())
                .mapToObj(lists::list)
                .toList();
    }
}
