package io.isere.scsi.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.testing.Memory;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DataSegmentsTest {
    private final ByteBuffer slab = Memory.random(new Random(1), 1000);
    private final DataSegments segments = new DataSegments();

    @Test
    void keepsRangesInOrder() {
        assertThat(segments.add(slab, 10, 20)).isTrue();
        assertThat(segments.add(slab, 500, 30)).isTrue();
        assertThat(segments.count()).isEqualTo(2);
        assertThat(segments.totalBytes()).isEqualTo(50);
        assertThat(segments.slab(1)).isSameAs(slab);
        assertThat(segments.offsetBytes(1)).isEqualTo(500);
        assertThat(segments.lengthBytes(1)).isEqualTo(30);
        segments.clear();
        assertThat(segments.count()).isZero();
        assertThat(segments.totalBytes()).isZero();
    }

    @Test
    void isBounded() {
        for (int index = 0; index < DataSegments.MAX_SEGMENTS; index++) {
            assertThat(segments.add(slab, index, 1)).isTrue();
        }
        assertThat(segments.add(slab, 0, 1)).isFalse();
        assertThat(segments.totalBytes()).isEqualTo(DataSegments.MAX_SEGMENTS);
    }

    @Test
    void truncates() {
        segments.add(slab, 0, 10);
        segments.add(slab, 100, 10);
        segments.truncate(30);
        assertThat(segments.totalBytes()).isEqualTo(20);
        segments.truncate(13);
        assertThat(segments.lengthBytes(1)).isEqualTo(3);
        segments.truncate(10);
        assertThat(segments.count()).isEqualTo(1);
        segments.truncate(0);
        assertThat(segments.count()).isZero();
    }

    @Test
    void copiesBetweenAnyTwoScatterings() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            int bytes = 1 + random.nextInt(999);
            ByteBuffer source = Memory.random(random, bytes);
            ByteBuffer target = ByteBuffer.allocateDirect(bytes);
            DataSegments.copy(Memory.scattered(random, source, 9), Memory.scattered(random, target, 9), bytes);
            assertThat(target).isEqualTo(source);
        }
    }

    @Test
    void takesAnyRangeOfAnother() {
        Random random = new Random(8);
        for (int round = 0; round < 200; round++) {
            DataSegments other = Memory.scattered(random, slab, 9);
            int from = random.nextInt(1000);
            int bytes = random.nextInt(1001 - from);
            segments.clear();
            segments.addRange(other, from, bytes);
            ByteBuffer copy = ByteBuffer.allocate(bytes);
            DataSegments.copy(segments, Memory.segments(copy), bytes);
            assertThat(copy).isEqualTo(slab.slice(from, bytes));
        }
    }
}
