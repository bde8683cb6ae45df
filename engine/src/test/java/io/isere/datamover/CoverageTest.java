package io.isere.datamover;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CoverageTest {
    private final Coverage coverage = new Coverage();

    @Test
    void shouldKnowWhatHasCome() {
        coverage.add(10, 10);
        assertThat(coverage.isFree(0, 10)).isTrue();
        assertThat(coverage.isFree(0, 11)).isFalse();
        assertThat(coverage.isFree(19, 1)).isFalse();
        assertThat(coverage.isFree(20, 5)).isTrue();
        assertThat(coverage.isFree(15, 0)).isTrue();
        coverage.clear();
        assertThat(coverage.isFree(15, 1)).isTrue();
    }

    @Test
    void shouldRefuseMoreRangesThanItCanNote() {
        for (int i = 0; i < Coverage.RANGES_MAX; i++) {
            coverage.add(4 * i, 2);
        }
        assertThat(coverage.isFree(1000, 2)).isFalse();
        assertThat(coverage.isFree(2, 1)).as("longer than before").isTrue();
        assertThat(coverage.isFree(3, 1)).as("longer than before").isTrue();
        coverage.add(2, 2);
        coverage.add(1000, 2);
        assertThat(coverage.isFree(2000, 1)).isFalse();
    }

    @Test
    void shouldAgreeWithASetOfBits() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            coverage.clear();
            BitSet bits = new BitSet();
            for (int i = 0; i < 60; i++) {
                int start = random.nextInt(300);
                int bytes = random.nextInt(12);
                int set = bits.nextSetBit(start);
                boolean free = bytes == 0 || set < 0 || set >= start + bytes;
                assertThat(coverage.isFree(start, bytes)).as("seed " + seed).isEqualTo(free);
                if (free) {
                    coverage.add(start, bytes);
                    bits.set(start, start + bytes);
                }
            }
        }
    }
}
