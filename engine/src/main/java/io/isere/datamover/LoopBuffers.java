package io.isere.datamover;

import io.isere.scsi.task.DataSegments;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One loop's pool of registered data buffers, in three sizes, for data that has no registered memory of its own: a file
 * backstore's, and an application's that the wire cannot reach. Who finds too little waits in line.
 *
 * <p>Thread: the loop. Lifetime: the loop's. Allocates when it grows towards its bound and when somebody has to wait.
 */
public final class LoopBuffers {
    private final BufferClass[] classes;
    private final Deque<BufferWaiter> waiting = new ArrayDeque<>();
    private boolean serving;

    /**
     * How much there may be of each size.
     *
     * @param smallCount buffers of 4 KiB
     * @param mediumCount buffers of 64 KiB
     * @param largeCount buffers of 1 MiB; at least as many as the largest transfer needs
     */
    public record Limits(int smallCount, int mediumCount, int largeCount) {
        /** 52 MiB a loop at most: 1 + 16 + 32, and what rounding to slabs adds. */
        public static final Limits DEFAULT = new Limits(256, 256, 32);

        /** Most bytes of all buffers. */
        public long totalBytes() {
            return smallCount * 4096L + mediumCount * 65536L + largeCount * 1048576L;
        }
    }

    /** Registers its slabs with the loop's memory as they are made. */
    public LoopBuffers(LoopMemory memory, Limits limits) {
        classes = new BufferClass[] {
            new BufferClass(4 << 10, limits.smallCount(), 64, memory::regionOf),
            new BufferClass(64 << 10, limits.mediumCount(), 16, memory::regionOf),
            new BufferClass(1 << 20, limits.largeCount(), 4, memory::regionOf)
        };
    }

    /** The most bytes that one lease can ever have. */
    public long maxLeaseBytes() {
        BufferClass largest = classes[classes.length - 1];
        return (long) (largest.free() + largest.used()) * largest.slotBytes();
    }

    /**
     * Leases {@code bytes} of memory, in as few pieces as there are, and names them in {@code out}.
     *
     * @return false, with nothing taken, when there is not enough now
     */
    public boolean lease(int bytes, BufferLease lease, DataSegments out) {
        out.clear();
        if (!waiting.isEmpty() && !serving) {
            return false;
        }
        int left = bytes;
        while (left > 0) {
            int taken = takeOne(left, lease, out);
            if (taken == 0) {
                release(lease, out);
                return false;
            }
            left -= taken;
        }
        return true;
    }

    /** Leases one piece of at least {@code bytes}; false when there is none. */
    public boolean leaseContiguous(int bytes, BufferLease lease, DataSegments out) {
        out.clear();
        return bytes <= classes[classes.length - 1].slotBytes() && takeOne(bytes, lease, out) == bytes;
    }

    private int takeOne(int bytes, BufferLease lease, DataSegments out) {
        for (int i = 0; i < classes.length; i++) {
            boolean last = i == classes.length - 1;
            if (classes[i].slotBytes() >= bytes || last) {
                int slot = classes[i].acquire();
                if (slot >= 0) {
                    int length = Math.min(bytes, classes[i].slotBytes());
                    out.add(classes[i].slab(slot), classes[i].offsetBytes(slot), length);
                    lease.add(i, slot);
                    return length;
                }
            }
        }
        return 0;
    }

    /** Gives a lease back and serves who waits. The lease and {@code out} are empty afterwards; an empty one is fine. */
    public void release(BufferLease lease, DataSegments out) {
        int count = lease.count();
        for (int i = 0; i < count; i++) {
            classes[lease.sizeClass(i)].release(lease.slot(i));
        }
        lease.clear();
        out.clear();
        if (count > 0) {
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
        if (serving) {
            return;
        }
        serving = true;
        while (!waiting.isEmpty() && waiting.getFirst().onBuffersFree()) {
            waiting.removeFirst();
        }
        serving = false;
    }

    /** Bytes leased now; 0 when nothing is in use. */
    public long usedBytes() {
        long bytes = 0;
        for (BufferClass sizeClass : classes) {
            bytes += (long) sizeClass.used() * sizeClass.slotBytes();
        }
        return bytes;
    }

    /** Makes memory outside the pool, registered, for an application that wants to hold on to it. */
    public static ByteBuffer allocateRegistered(LoopMemory memory, int bytes) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes);
        memory.regionOf(buffer);
        return buffer;
    }
}
