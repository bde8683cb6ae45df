package io.isere.rdma.disni;

import io.isere.rdma.memory.StagTable;
import io.isere.rdma.soft.SoftMemoryRegion;
import io.isere.rdma.soft.SoftMemoryWindow;
import io.isere.rdma.soft.SoftProtectionDomain;
import io.isere.rdma.soft.SoftQueuePair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one loop as its consumer sees it. The devices' protection domains below register a region when one of their
 * queue pairs first names it: which device an address leads to shows only when it is connected to.
 *
 * <p>Thread: its device's loop. Allocates when it grows.
 */
final class DisniProtectionDomain extends SoftProtectionDomain {
    private final List<HardwareDomain> domains = new ArrayList<>();
    private @Nullable SoftMemoryRegion[] regions = new SoftMemoryRegion[64];

    @Override
    protected SoftMemoryWindow newWindow(int index) {
        return new DisniMemoryWindow(this, index);
    }

    @Override
    protected void onRegistered(SoftMemoryRegion region) {
        if (region.index() >= regions.length) {
            regions = Arrays.copyOf(regions, Math.max(region.index() + 1, regions.length * 2));
        }
        regions[region.index()] = region;
    }

    @Override
    protected void onDeregistered(SoftMemoryRegion region) {
        regions[region.index()] = null;
        for (HardwareDomain domain : domains) {
            domain.forget(region);
        }
    }

    @Override
    protected void endWindowsOf(SoftQueuePair queuePair) {
        HardwareDomain exposed = ((DisniQueuePair) queuePair).exposedDomain();
        if (exposed != null) {
            exposed.endWindows();
        }
    }

    /** The region of an STag that a posted request names. */
    SoftMemoryRegion region(int stag) {
        SoftMemoryRegion region = regions[StagTable.indexOf(stag)];
        if (region == null) {
            throw new IllegalStateException("the region was deregistered while a posted request names it");
        }
        return region;
    }

    void add(HardwareDomain domain) {
        domains.add(domain);
    }

    void remove(HardwareDomain domain) {
        domains.remove(domain);
    }
}
