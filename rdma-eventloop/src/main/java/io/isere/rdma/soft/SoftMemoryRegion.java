package io.isere.rdma.soft;

import io.isere.rdma.memory.Slab;
import io.isere.rdma.memory.StagTable;
import io.isere.rdma.verbs.MemoryRegion;

/**
 * Registered memory of a software provider: an entry of the STag table. Tagged offsets start at a synthetic base that
 * differs for each region and is never 0, so a mixed-up TO is out of bounds and not somewhere else.
 *
 * <p>Thread: its device's loop. Lifetime: until {@link #deregister}. Allocates nothing after construction.
 */
public final class SoftMemoryRegion implements MemoryRegion {
    private final SoftProtectionDomain domain;
    private final int index;
    private final Slab slab;
    private final int access;
    private final long base;
    private final int stag;
    private boolean registered = true;

    SoftMemoryRegion(SoftProtectionDomain domain, int index, Slab slab, int access) {
        this.domain = domain;
        this.index = index;
        this.slab = slab;
        this.access = access;
        this.base = (long) index << 32;
        this.stag = domain.stags().bind(index, slab, 0, slab.lengthBytes(), base, access, StagTable.ANY_QUEUE_PAIR);
    }

    @Override
    public Slab slab() {
        return slab;
    }

    @Override
    public int access() {
        return access;
    }

    @Override
    public int stag() {
        return stag;
    }

    @Override
    public long remoteOffset(int offsetBytes) {
        return base + offsetBytes;
    }

    @Override
    public void deregister() {
        if (registered) {
            registered = false;
            domain.stags().unbindSlab(slab);
            domain.stags().free(index);
            domain.regionGone(this);
        }
    }

    /** Its entry of the STag table: unique among the regions and windows there are. */
    public int index() {
        return index;
    }

    /** The domain it is registered with. */
    public SoftProtectionDomain domain() {
        return domain;
    }

    /** Whether a work request of {@code user} may name this range with these rights. */
    boolean permits(SoftProtectionDomain user, int offsetBytes, int lengthBytes, int wantedAccess) {
        return registered
                && domain == user
                && offsetBytes >= 0
                && lengthBytes >= 0
                && offsetBytes <= slab.lengthBytes() - lengthBytes
                && (access & wantedAccess) == wantedAccess;
    }
}
