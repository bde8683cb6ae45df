package io.isere.rdma.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isere.rdma.Allocation;
import io.isere.rdma.memory.Access;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BufferPoolsTest {
    private static final List<SizeClass> CLASSES =
            List.of(new SizeClass(100, 4, 4, 4), new SizeClass(1000, 2, 2, 2), new SizeClass(10_000, 1, 1, 1));

    private final BufferPools pools = new BufferPools(new FakeDomain(), CLASSES, Access.LOCAL_WRITE);
    private final BufferLease lease = new BufferLease(4);

    @Test
    void takesOneSlotOfTheSmallestClassThatIsLongEnough() {
        assertThat(pools.lease(lease, 100)).isTrue();
        assertThat(lease.count()).isOne();
        assertThat(pools.pool(0).inUse()).isOne();
        lease.release();
        assertThat(pools.lease(lease, 101)).isTrue();
        assertThat(pools.pool(1).inUse()).isOne();
        assertThat(lease.totalBytes()).isEqualTo(101);
        assertThat(lease.lengthBytes(0)).isEqualTo(101);
    }

    @Test
    void combinesSlotsForWhatNoClassHolds() {
        assertThat(pools.lease(lease, 11_050)).isTrue();
        assertThat(lengths()).containsExactly(10_000, 1000, 50);
        assertThat(lease.totalBytes()).isEqualTo(11_050);
        lease.release();
        assertThat(pools.inUse()).isZero();
        assertThat(lease.count()).isZero();
    }

    @Test
    void takesALargerSlotOrSeveralShorterOnesWhenAClassIsUsedUp() {
        BufferLease[] others = {new BufferLease(1), new BufferLease(1)};
        assertThat(pools.lease(others[0], 1000) && pools.lease(others[1], 1000)).isTrue();
        assertThat(pools.lease(lease, 400)).isTrue();
        assertThat(pools.pool(2).inUse()).isOne();
        BufferLease pieces = new BufferLease(4);
        assertThat(pools.lease(pieces, 400)).isTrue();
        assertThat(pieces.count()).isEqualTo(4);
        assertThat(pools.pool(0).free()).isZero();
    }

    @Test
    void leasesAllOrNothing() {
        assertThat(pools.lease(lease, 13_000)).isFalse();
        assertThat(lease.count()).isZero();
        assertThat(pools.inUse()).isZero();
        assertThat(pools.lease(new BufferLease(1), 10_001)).isFalse();
        assertThat(pools.inUse()).isZero();
        assertThat(pools.lease(lease, 0)).isTrue();
        assertThat(lease.count()).isZero();
    }

    @Test
    void aLeaseInUseIsNotFilledAgain() {
        pools.lease(lease, 1);
        assertThatThrownBy(() -> pools.lease(lease, 1)).isInstanceOf(IllegalStateException.class);
        lease.release();
        lease.release();
        assertThat(pools.inUse()).isZero();
    }

    @Test
    void classesMustGrow() {
        List<SizeClass> falling = List.of(CLASSES.get(1), CLASSES.get(0));
        assertThatThrownBy(() -> new BufferPools(new FakeDomain(), falling, 0)).hasMessageContaining("small to large");
    }

    @Test
    void anyOrderOfLeasesKeepsTheBooksWithoutAllocating() {
        Random random = new Random(7_145);
        BufferLease[] leases = new BufferLease[8];
        for (int i = 0; i < leases.length; i++) {
            leases[i] = new BufferLease(3);
        }
        churn(leases, random, 20_000);
        long leastBytes = Long.MAX_VALUE;
        for (int window = 0; window < 3; window++) {
            long before = Allocation.ofThisThreadBytes();
            churn(leases, random, 10_000);
            leastBytes = Math.min(leastBytes, Allocation.ofThisThreadBytes() - before);
        }
        assertThat(leastBytes).isZero();
        for (BufferLease each : leases) {
            each.release();
        }
        assertThat(pools.inUse()).isZero();
    }

    private void churn(BufferLease[] leases, Random random, int steps) {
        for (int i = 0; i < steps; i++) {
            BufferLease each = leases[random.nextInt(leases.length)];
            if (each.count() > 0) {
                each.release();
            } else {
                pools.lease(each, 1 + random.nextInt(12_000));
            }
        }
    }

    private int[] lengths() {
        int[] lengths = new int[lease.count()];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = lease.lengthBytes(i);
        }
        return lengths;
    }
}
