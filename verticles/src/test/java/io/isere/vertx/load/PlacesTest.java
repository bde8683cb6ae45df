package io.isere.vertx.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Where commands go. */
class PlacesTest {
    @Property
    void shouldNeverHandOutAPlaceTwiceWhenExclusive(
            @ForAll @LongRange(min = 2, max = 50) long count, @ForAll long seed, @ForAll boolean atRandom) {
        Places places = new Places(100, count, 0, true, seed);
        Set<Long> taken = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            if (taken.size() == count - 1) {
                long place = taken.iterator().next();
                places.release(place);
                taken.remove(place);
            }
            long place = places.take(atRandom);
            assertThat(place).isBetween(100L, 100 + count - 1);
            assertThat(taken.add(place)).isTrue();
        }
    }

    @Property
    void shouldVisitEachOnceInARoundWhereverItBegins(
            @ForAll @IntRange(min = 1, max = 100) int count, @ForAll @IntRange(min = 0, max = 99) int start) {
        Places places = new Places(7, count, start % count, false, 1);
        Set<Long> seen = new HashSet<>();
        while (!places.isRoundDone()) {
            assertThat(seen.add(places.take(false))).isTrue();
        }
        assertThat(seen).hasSize(count).contains(7L, 6L + count);
    }

    @Property
    void shouldDoAsItsSeedSays(@ForAll long seed) {
        Places one = new Places(0, 1 << 20, 0, false, seed);
        Places other = new Places(0, 1 << 20, 0, false, seed);
        for (int i = 0; i < 100; i++) {
            assertThat(one.take(true)).isEqualTo(other.take(true));
        }
    }
}
