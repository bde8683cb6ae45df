package io.isere.rdma.verbs;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registered buffers of one loop: a pool for each size class, and leases of any length made from them.
 *
 * <p>Thread: its loop. Leasing allocates nothing.
 */
public final class BufferPools {
    private static final Logger LOG = LoggerFactory.getLogger(BufferPools.class);

    private final RegisteredPool[] pools;

    /**
     * Registers what each class has from the start, and logs the sum.
     *
     * @param classes smallest first
     * @throws RdmaException when the memory cannot be registered
     */
    public BufferPools(ProtectionDomain domain, List<SizeClass> classes, int access) {
        pools = new RegisteredPool[classes.size()];
        long maxBytes = 0;
        for (int i = 0; i < pools.length; i++) {
            SizeClass sizeClass = classes.get(i);
            if (i > 0 && sizeClass.slotBytes() <= classes.get(i - 1).slotBytes()) {
                throw new IllegalArgumentException("size classes must go from small to large: " + classes);
            }
            pools[i] = new RegisteredPool(domain, sizeClass, access);
            pools[i].reserve(sizeClass.initialSlots());
            maxBytes += sizeClass.maxBytes();
        }
        LOG.info("registered buffers: {} bytes now, {} at most, in {}", registeredBytes(), maxBytes, classes);
    }

    /**
     * Leases {@code bytes} bytes: one slot of the smallest class that is long enough and has one; failing that, several
     * shorter ones, the longest first.
     *
     * @param lease an empty one
     * @return false when that much is not free, or takes more pieces than the lease holds; nothing is leased then
     */
    public boolean lease(BufferLease lease, int bytes) {
        if (lease.count() != 0) {
            throw new IllegalStateException("the lease holds " + lease.totalBytes() + " bytes already");
        }
        int leftBytes = bytes;
        while (leftBytes > 0) {
            int takenBytes = lease.isFull() ? 0 : takePiece(lease, leftBytes);
            if (takenBytes == 0) {
                lease.release();
                return false;
            }
            leftBytes -= takenBytes;
        }
        return true;
    }

    private int takePiece(BufferLease lease, int leftBytes) {
        int fitting = 0;
        while (fitting < pools.length && pools[fitting].slotBytes() < leftBytes) {
            fitting++;
        }
        for (int i = fitting; i < pools.length; i++) {
            if (take(lease, pools[i], leftBytes)) {
                return leftBytes;
            }
        }
        for (int i = fitting - 1; i >= 0; i--) {
            if (take(lease, pools[i], pools[i].slotBytes())) {
                return pools[i].slotBytes();
            }
        }
        return 0;
    }

    private static boolean take(BufferLease lease, RegisteredPool pool, int lengthBytes) {
        int slot = pool.acquire();
        if (slot == RegisteredPool.NONE) {
            return false;
        }
        lease.add(pool, slot, lengthBytes);
        return true;
    }

    /** Number of size classes. */
    public int classCount() {
        return pools.length;
    }

    /** The pool of one class, 0 being the smallest. */
    public RegisteredPool pool(int index) {
        return pools[index];
    }

    /** Buffers somebody holds, over all classes. */
    public int inUse() {
        int sum = 0;
        for (RegisteredPool pool : pools) {
            sum += pool.inUse();
        }
        return sum;
    }

    /** Bytes registered so far, over all classes. */
    public long registeredBytes() {
        long sum = 0;
        for (RegisteredPool pool : pools) {
            sum += pool.registeredBytes();
        }
        return sum;
    }

    void reportLeaks() {
        for (RegisteredPool pool : pools) {
            pool.reportLeaks();
        }
    }

    /** Ends all registrations and reports what was never released. */
    public void close() {
        for (RegisteredPool pool : pools) {
            pool.close();
        }
    }
}
