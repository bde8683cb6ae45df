package io.isere.rdma.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isere.rdma.memory.Access;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RegisteredPoolTest {
    private final FakeDomain domain = new FakeDomain();
    private final RegisteredPool pool = new RegisteredPool(domain, new SizeClass(512, 4, 0, 12), Access.LOCAL_WRITE);

    @Test
    void growsByWholeSlabsUpToItsBoundAndOnlyWhenAsked() {
        assertThat(pool.acquire()).isEqualTo(RegisteredPool.NONE);
        assertThat(pool.exhausted()).isOne();
        assertThat(pool.reserve(5)).isTrue();
        assertThat(domain.registered).hasSize(2).allMatch(memory -> memory.capacity() == 4 * 512);
        assertThat(pool.free()).isEqualTo(8);
        assertThat(pool.reserve(13)).isFalse();
        assertThat(pool.free()).isEqualTo(12);
        assertThat(pool.registeredBytes()).isEqualTo(12 * 512);
    }

    @Test
    void slotsDoNotOverlap() {
        pool.reserve(12);
        Set<String> places = new HashSet<>();
        for (int i = 0; i < 12; i++) {
            int slot = pool.acquire();
            assertThat(pool.offsetBytes(slot)).isBetween(0, 3 * 512);
            assertThat(pool.offsetBytes(slot) % 512).isZero();
            assertThat(pool.slab(slot)).isSameAs(pool.region(slot).slab());
            places.add(System.identityHashCode(pool.region(slot)) + "+" + pool.offsetBytes(slot));
        }
        assertThat(places).hasSize(12);
        assertThat(pool.acquire()).isEqualTo(RegisteredPool.NONE);
        assertThat(pool.inUse()).isEqualTo(12);
    }

    @Test
    void aSlotReleasedTwiceIsDetected() {
        pool.reserve(1);
        int slot = pool.acquire();
        int generation = pool.generation(slot);
        pool.release(slot);
        assertThatThrownBy(() -> pool.release(slot)).isInstanceOf(IllegalStateException.class);
        assertThat(pool.free()).isEqualTo(4);
        assertThat(pool.acquire()).isEqualTo(slot);
        assertThat(pool.generation(slot)).isNotEqualTo(generation);
        assertThat(pool.isInUse(slot)).isTrue();
    }

    @Test
    void remembersItsPeakAndLeaks() {
        pool.reserve(4);
        int first = pool.acquire();
        pool.acquire();
        pool.release(first);
        assertThat(pool.peakInUse()).isEqualTo(2);
        assertThat(pool.inUse()).isOne();
        pool.close();
        assertThat(domain.deregistered).isOne();
    }

    @Test
    void refusesSizesThatDoNotGoTogether() {
        assertThatThrownBy(() -> new SizeClass(1 << 20, 2048, 0, 2048)).hasMessageContaining("2 GiB");
        assertThatThrownBy(() -> new SizeClass(512, 4, 0, 10)).hasMessageContaining("whole slabs");
        assertThatThrownBy(() -> new SizeClass(512, 4, 16, 12)).hasMessageContaining("initial");
    }
}
