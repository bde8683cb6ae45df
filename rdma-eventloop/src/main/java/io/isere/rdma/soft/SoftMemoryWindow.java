package io.isere.rdma.soft;

import io.isere.rdma.memory.StagTable;
import io.isere.rdma.verbs.MemoryWindow;

/**
 * A memory window of a software provider: an entry of the STag table that is bound again and again. Its tagged offsets are
 * those of the region below it.
 *
 * <p>Thread: its device's loop. Lifetime: until {@link #destroy}. Allocates nothing after construction.
 */
public class SoftMemoryWindow implements MemoryWindow {
    private final SoftProtectionDomain domain;
    private final int index;
    private int stag;
    private long base;
    private boolean destroyed;

    /** For the domain that counts it. */
    protected SoftMemoryWindow(SoftProtectionDomain domain, int index) {
        this.domain = domain;
        this.index = index;
    }

    @Override
    public int stag() {
        return stag;
    }

    @Override
    public long remoteOffset() {
        return base;
    }

    @Override
    public boolean isBound() {
        return !destroyed && stags().isBound(stag);
    }

    @Override
    public void invalidate() {
        if (!destroyed) {
            stags().unbind(index);
        }
    }

    @Override
    public void destroy() {
        if (!destroyed) {
            destroyed = true;
            stags().free(index);
            domain.windowGone();
        }
    }

    boolean belongsTo(SoftProtectionDomain user) {
        return domain == user && !destroyed;
    }

    /**
     * Binds it anew to a range and rights that were found good.
     *
     * @return false when the device refuses
     */
    protected boolean bind(
            SoftMemoryRegion region, int offsetBytes, int lengthBytes, int access, SoftQueuePair queuePair) {
        base = region.remoteOffset(offsetBytes);
        stag = stags().bind(index, region.slab(), offsetBytes, lengthBytes, base, access, queuePair.number());
        return true;
    }

    private StagTable stags() {
        return domain.stags();
    }
}
