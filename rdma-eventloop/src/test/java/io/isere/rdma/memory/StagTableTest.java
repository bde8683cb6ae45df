package io.isere.rdma.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The checks of an STag table, at their edges. */
class StagTableTest {
    private static final int QP = 7;
    private static final long BASE = 0x1_0000_0000L;

    private final StagTable table = new StagTable();
    private final Slab slab = new Slab(ByteBuffer.allocateDirect(4096));
    private final int index = table.allocate();

    private int bind(long base, int access, int queuePair) {
        return table.bind(index, slab, 1024, 2048, base, access, queuePair);
    }

    @Test
    void permitsAllAndOnlyTheBytesBound() {
        int stag = bind(BASE, Access.REMOTE_READ, QP);
        assertThat(table.check(stag, BASE, 2048, Access.REMOTE_READ, QP)).isEqualTo(AccessCheck.OK);
        assertThat(table.check(stag, BASE + 2047, 1, Access.REMOTE_READ, QP)).isEqualTo(AccessCheck.OK);
        assertThat(table.check(stag, BASE - 1, 1, Access.REMOTE_READ, QP)).isEqualTo(AccessCheck.BASE_OR_BOUNDS);
        assertThat(table.check(stag, BASE + 2048, 1, Access.REMOTE_READ, QP)).isEqualTo(AccessCheck.BASE_OR_BOUNDS);
        assertThat(table.check(stag, BASE + 1, 2048, Access.REMOTE_READ, QP)).isEqualTo(AccessCheck.BASE_OR_BOUNDS);
        assertThat(table.check(stag, BASE, 0xffff_ffffL, Access.REMOTE_READ, QP))
                .isEqualTo(AccessCheck.BASE_OR_BOUNDS);
        assertThat(table.slabOffsetBytes(stag, BASE + 5)).isEqualTo(1029);
        assertThat(table.slab(stag)).isSameAs(slab);
    }

    @Test
    void boundsHoldAtTheEndOfTheUnsignedSpace() {
        int stag = bind(-2048, Access.REMOTE_WRITE, QP);
        assertThat(table.check(stag, -2048, 2048, Access.REMOTE_WRITE, QP)).isEqualTo(AccessCheck.OK);
        assertThat(table.check(stag, -1, 1, Access.REMOTE_WRITE, QP)).isEqualTo(AccessCheck.OK);
        assertThat(table.check(stag, -1, 2, Access.REMOTE_WRITE, QP)).isEqualTo(AccessCheck.TO_WRAP);
        assertThat(table.check(stag, 0, 1, Access.REMOTE_WRITE, QP)).isEqualTo(AccessCheck.BASE_OR_BOUNDS);
        assertThat(table.check(stag, -2049, 1, Access.REMOTE_WRITE, QP)).isEqualTo(AccessCheck.BASE_OR_BOUNDS);
    }

    @Test
    void boundsHoldAcrossTheSignBit() {
        int stag = bind(Long.MAX_VALUE - 10, Access.REMOTE_WRITE, QP);
        assertThat(table.check(stag, Long.MIN_VALUE, 100, Access.REMOTE_WRITE, QP))
                .isEqualTo(AccessCheck.OK);
        assertThat(table.check(stag, Long.MAX_VALUE - 11, 1, Access.REMOTE_WRITE, QP))
                .isEqualTo(AccessCheck.BASE_OR_BOUNDS);
    }

    @Test
    void anStagThatOutlivedItsBindingIsInvalid() {
        int first = bind(BASE, Access.REMOTE_READ, QP);
        int second = bind(BASE, Access.REMOTE_READ, QP);
        assertThat(table.check(first, BASE, 1, Access.REMOTE_READ, QP)).isEqualTo(AccessCheck.INVALID_STAG);
        table.unbind(index);
        assertThat(table.check(second, BASE, 1, Access.REMOTE_READ, QP)).isEqualTo(AccessCheck.INVALID_STAG);
    }

    @Test
    void aFreedIndexComesBackWithAnotherKey() {
        Set<Integer> seen = new HashSet<>();
        int other = table.allocate();
        for (int i = 0; i < 100; i++) {
            assertThat(seen.add(table.bind(other, slab, 0, 1, BASE, Access.REMOTE_READ, QP)))
                    .isTrue();
            table.free(other);
            other = table.allocate();
        }
    }

    @Test
    void zeroBytesAreNotChecked() {
        assertThat(table.check(0x12345678, -1, 0, Access.REMOTE_READ, QP)).isEqualTo(AccessCheck.OK);
    }

    @Test
    void namesTheWrongOwnerAndTheMissingRight() {
        int stag = bind(BASE, Access.REMOTE_READ, QP);
        assertThat(table.check(stag, BASE, 1, Access.REMOTE_READ, QP + 1)).isEqualTo(AccessCheck.NOT_ASSOCIATED);
        assertThat(table.check(stag, BASE, 1, Access.REMOTE_WRITE, QP)).isEqualTo(AccessCheck.ACCESS_RIGHTS);
    }

    @Test
    void unknownStagsAreInvalid() {
        for (int stag : new int[] {0, 1, 0xff, -1, Integer.MIN_VALUE, table.stagOf(index)}) {
            assertThat(table.check(stag, BASE, 1, Access.REMOTE_READ, QP)).isEqualTo(AccessCheck.INVALID_STAG);
        }
    }

    @Test
    void aPeerInvalidatesOnlyWhatWasBoundForIt() {
        int stag = bind(BASE, Access.REMOTE_READ, QP);
        assertThat(table.invalidateByPeer(stag, QP + 1)).isEqualTo(AccessCheck.CANNOT_INVALIDATE);
        assertThat(table.invalidateByPeer(stag, QP)).isEqualTo(AccessCheck.OK);
        assertThat(table.invalidateByPeer(stag, QP)).isEqualTo(AccessCheck.CANNOT_INVALIDATE);
        int shared = bind(BASE, Access.REMOTE_READ, StagTable.ANY_QUEUE_PAIR);
        assertThat(table.invalidateByPeer(shared, QP)).isEqualTo(AccessCheck.CANNOT_INVALIDATE);
    }

    @Test
    void growsAndCounts() {
        int[] indexes = new int[1000];
        for (int i = 0; i < indexes.length; i++) {
            indexes[i] = table.allocate();
            table.bind(indexes[i], slab, 0, 1, BASE, Access.REMOTE_READ, i % 2 == 0 ? QP : QP + 1);
        }
        assertThat(table.boundCount()).isEqualTo(1000);
        table.unbindQueuePair(QP);
        assertThat(table.boundCount()).isEqualTo(500);
        table.unbindSlab(slab);
        assertThat(table.boundCount()).isZero();
        for (int each : indexes) {
            table.free(each);
        }
        assertThat(table.allocatedCount()).isEqualTo(1);
    }
}
