package io.isere.rdma.disni;

import io.isere.rdma.soft.SoftMemoryRegion;
import io.isere.rdma.soft.SoftMemoryWindow;
import io.isere.rdma.soft.SoftQueuePair;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A window as a registration of exactly its range, in the protection domain of its queue pair: each bind registers and each
 * invalidation ends the registration, so that the device itself refuses what lies outside, comes late or from elsewhere.
 *
 * <p>Thread: its loop. A bind costs two system calls and the pinning of its pages; allocates nothing.
 */
final class DisniMemoryWindow extends SoftMemoryWindow {
    private static final Logger LOG = LoggerFactory.getLogger(DisniMemoryWindow.class);

    private @Nullable HardwareDomain domain;
    private @Nullable SoftMemoryRegion region;
    private long registration;
    private int stag;
    private long remoteOffset;
    private boolean bound;

    DisniMemoryWindow(DisniProtectionDomain owner, int index) {
        super(owner, index);
    }

    @Override
    public int stag() {
        return stag;
    }

    @Override
    public long remoteOffset() {
        return remoteOffset;
    }

    @Override
    public boolean isBound() {
        return bound;
    }

    boolean isOf(SoftMemoryRegion other) {
        return region == other;
    }

    @Override
    protected boolean bind(SoftMemoryRegion of, int offsetBytes, int lengthBytes, int access, SoftQueuePair queuePair) {
        invalidate();
        HardwareDomain opens = ((DisniQueuePair) queuePair).exposedDomain();
        if (opens == null) {
            return false;
        }
        remoteOffset = HardwareDomain.addressOf(of.slab()) + offsetBytes;
        // Nothing is checked when nothing is moved, and a device registers no empty range.
        if (lengthBytes > 0) {
            try {
                registration = opens.open(this, remoteOffset, lengthBytes, access);
            } catch (IOException e) {
                LOG.warn("cannot register {} bytes for the peer: {}", lengthBytes, HostLimits.explain(e));
                return false;
            }
            stag = opens.remoteKey();
        }
        domain = opens;
        region = of;
        bound = true;
        return true;
    }

    @Override
    public void invalidate() {
        if (!bound) {
            return;
        }
        bound = false;
        region = null;
        HardwareDomain opened = domain;
        domain = null;
        if (registration != 0 && opened != null) {
            opened.close(this, registration);
            registration = 0;
        }
    }

    @Override
    public void destroy() {
        invalidate();
        super.destroy();
    }
}
