package io.isere.rdma.soft;

import io.isere.rdma.verbs.WorkRequest;
import org.jspecify.annotations.Nullable;

/**
 * A send or receive queue: a ring of preallocated entries with three positions.
 *
 * <pre>
 *   retired ... | issued, not done or waiting for one before it | posted, not issued | free ...
 *            oldest                                          unissued              tail
 * </pre>
 *
 * <p>An entry is issued when it goes onto the wire (a receive: when a Send begins to fill it), done when the wire is through
 * with it, and retired, in order, when its completion goes to the completion queue. A post needs a credit, which comes
 * back only when the completion was handed to the handler; so the completion queue cannot overflow.
 *
 * <p>Thread: the queue pair's loop. Allocates nothing after construction.
 */
public final class WorkQueue {
    private final WorkEntry[] entries;
    private final int mask;
    private final int capacity;
    private int oldest;
    private int unissued;
    private int tail;
    private int credits;

    WorkQueue(int capacity, int maxSge) {
        this.capacity = capacity;
        this.credits = capacity;
        int size = capacity <= 1 ? 1 : Integer.highestOneBit(capacity - 1) << 1;
        this.mask = size - 1;
        this.entries = new WorkEntry[size];
        for (int i = 0; i < size; i++) {
            entries[i] = new WorkEntry(i, maxSge);
        }
    }

    /** Requests that can be posted now. */
    public int free() {
        return credits;
    }

    /** Most requests it can hold. */
    public int capacity() {
        return capacity;
    }

    /** Posted requests whose completion the handler has not seen. */
    public int outstanding() {
        return capacity - credits;
    }

    /** Places in the ring, at least the capacity. */
    public int entryCount() {
        return entries.length;
    }

    /** The oldest request that was not issued; null when there is none. */
    public @Nullable WorkEntry firstUnissued() {
        return unissued == tail ? null : entries[unissued & mask];
    }

    /** The oldest request that was not retired; null when there is none. */
    public @Nullable WorkEntry oldest() {
        return oldest == tail ? null : entries[oldest & mask];
    }

    WorkEntry add(WorkRequest request) {
        WorkEntry entry = entries[tail & mask];
        entry.fill(request);
        tail++;
        credits--;
        return entry;
    }

    void issue() {
        unissued++;
    }

    /** Takes the oldest entry off the ring; what it says stays readable until the next post. */
    void retire() {
        entries[oldest & mask].forgetMemory();
        oldest++;
        if (unissued - oldest < 0) {
            unissued = oldest;
        }
    }

    void giveBackCredit() {
        credits++;
    }
}
