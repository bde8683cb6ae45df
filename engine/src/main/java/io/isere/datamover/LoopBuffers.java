package io.isere.datamover;

import io.isere.rdma.verbs.BufferLease;
import io.isere.rdma.verbs.BufferPools;
import io.isere.rdma.verbs.MemoryRegion;
import io.isere.rdma.verbs.RegisteredPool;
import io.isere.scsi.task.DataSegments;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One loop's registered data buffers as SCSI data, for data that has no registered memory of its own: a file backstore's,
 * and an application's that the wire cannot reach. Who finds too little waits in line.
 *
 * <p>Thread: the loop. Lifetime: the loop's. Allocates when the pools grow towards their bounds and when somebody has to
 * wait.
 */
public final class LoopBuffers {
    private final LoopMemory memory;
    private final BufferPools pools;
    private final Deque<BufferWaiter> waiting = new ArrayDeque<>();
    private boolean serving;

    /** Of the loop that owns memory and pools. */
    public LoopBuffers(LoopMemory memory, BufferPools pools) {
        this.memory = memory;
        this.pools = pools;
    }

    /** An empty lease that can hold whatever a task may need. */
    public static BufferLease newLease() {
        return new BufferLease(DataSegments.MAX_SEGMENTS);
    }

    /**
     * Leases {@code bytes} of memory, in as few pieces as there are, and names them in {@code out}. Behind others that
     * wait nobody gets anything.
     *
     * @return false, with nothing taken, when there is not enough now
     */
    public boolean lease(int bytes, BufferLease lease, DataSegments out) {
        out.clear();
        if (!waiting.isEmpty() && !serving) {
            return false;
        }
        return leaseNow(bytes, lease, out);
    }

    /** Leases one piece of at least {@code bytes}; false when there is none. */
    public boolean leaseContiguous(int bytes, BufferLease lease, DataSegments out) {
        out.clear();
        if (!leaseNow(bytes, lease, out)) {
            return false;
        }
        if (lease.count() > 1) {
            release(lease, out);
            return false;
        }
        return true;
    }

    /** The longest piece there is. */
    public int contiguousBytesMax() {
        return pools.pool(pools.classCount() - 1).slotBytes();
    }

    private boolean leaseNow(int bytes, BufferLease lease, DataSegments out) {
        if (!pools.lease(lease, bytes) && !(grow(bytes) && pools.lease(lease, bytes))) {
            return false;
        }
        for (int i = 0; i < lease.count(); i++) {
            MemoryRegion region = lease.region(i);
            ByteBuffer slab = region.slab().bytes();
            if (memory.knownRegionOf(slab) == null) {
                memory.add(slab, region);
            }
            out.add(slab, lease.offsetBytes(i), lease.lengthBytes(i));
        }
        return true;
    }

    /** Registers more buffers of the class that fits; false when it is at its bound. */
    private boolean grow(int bytes) {
        int index = 0;
        while (index < pools.classCount() - 1 && pools.pool(index).slotBytes() < bytes) {
            index++;
        }
        RegisteredPool pool = pools.pool(index);
        int slots = (bytes + pool.slotBytes() - 1) / pool.slotBytes();
        return pool.reserve(slots);
    }

    /** Gives a lease back and serves who waits. The lease and {@code out} are empty afterwards; an empty one is fine. */
    public void release(BufferLease lease, DataSegments out) {
        boolean held = lease.count() > 0;
        lease.release();
        out.clear();
        if (held && !serving && !waiting.isEmpty()) {
            serveWaiters();
        }
    }

    /** Puts a waiter in line; {@link BufferWaiter#onBuffersFree} is called when memory was given back. */
    public void await(BufferWaiter waiter) {
        waiting.addLast(waiter);
    }

    /** Takes a waiter out of line. */
    public void cancel(BufferWaiter waiter) {
        waiting.remove(waiter);
    }

    private void serveWaiters() {
        serving = true;
        while (!waiting.isEmpty() && waiting.getFirst().onBuffersFree()) {
            waiting.removeFirst();
        }
        serving = false;
    }

    /** Buffers leased now; 0 when nothing is in use. */
    public int inUse() {
        return pools.inUse();
    }

    /** Makes memory outside the pools, registered, for an application that wants to hold on to it. */
    public static ByteBuffer allocateRegistered(LoopMemory memory, int bytes) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes);
        memory.regionOf(buffer);
        return buffer;
    }
}
