package io.isere.rdma.soft;

import io.isere.rdma.verbs.WorkRequest;
import org.jspecify.annotations.Nullable;

/**
 * A send or receive queue: a ring of entries with three positions.
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
 * <p>Entries are made when they are first needed and then used again, the last one retired first: a queue has as many as
 * it ever had requests outstanding, and those in use stay in the processor's cache.
 *
 * <p>Thread: the queue pair's loop. Allocates nothing but such entries.
 */
public final class WorkQueue {
    private final @Nullable WorkEntry[] entries;
    private final @Nullable WorkEntry[] idle;
    private final int mask;
    private final int capacity;
    private final int maxSge;
    private int idleCount;
    private int made;
    private int oldest;
    private int unissued;
    private int tail;
    private int credits;

    WorkQueue(int capacity, int maxSge) {
        this.capacity = capacity;
        this.credits = capacity;
        int size = capacity <= 1 ? 1 : Integer.highestOneBit(capacity - 1) << 1;
        this.mask = size - 1;
        this.maxSge = maxSge;
        this.entries = new WorkEntry[size];
        this.idle = new WorkEntry[size];
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

    /** Places in the ring, at least the capacity, and more than any entry's index. */
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
        WorkEntry entry = take();
        entry.fill(request);
        entries[tail & mask] = entry;
        tail++;
        credits--;
        return entry;
    }

    private WorkEntry take() {
        WorkEntry entry = idleCount == 0 ? null : idle[--idleCount];
        return entry != null ? entry : new WorkEntry(made++, maxSge);
    }

    void issue() {
        unissued++;
    }

    /** Takes the oldest entry off the ring; what it says stays readable until the next post. */
    void retire() {
        WorkEntry entry = entries[oldest & mask];
        if (entry != null) {
            entry.forgetMemory();
            idle[idleCount++] = entry;
        }
        oldest++;
        if (unissued - oldest < 0) {
            unissued = oldest;
        }
    }

    void giveBackCredit() {
        credits++;
    }
}
