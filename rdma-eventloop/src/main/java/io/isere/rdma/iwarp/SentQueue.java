package io.isere.rdma.iwarp;

import io.isere.rdma.soft.WorkEntry;
import org.jspecify.annotations.Nullable;

/**
 * Sends and RDMA Writes that are queued for the socket, each with the position its last byte has; when the system has
 * taken that byte the request is done (RFC 5041 section 5.4).
 *
 * <p>Thread: its connection's loop. Allocates nothing after construction.
 */
final class SentQueue {
    private final @Nullable WorkEntry[] entries;
    private final long[] ends;
    private final int mask;
    private int head;
    private int tail;

    /**
     * @param capacity depth of the send queue: more requests cannot be under way
     */
    SentQueue(int capacity) {
        int size = capacity <= 1 ? 1 : Integer.highestOneBit(capacity - 1) << 1;
        entries = new WorkEntry[size];
        ends = new long[size];
        mask = size - 1;
    }

    void add(WorkEntry entry, long end) {
        entries[tail & mask] = entry;
        ends[tail & mask] = end;
        tail++;
    }

    /** Takes out the oldest request if all of it was sent; null when there is none. */
    @Nullable
    WorkEntry poll(long sentBytes) {
        if (head == tail || ends[head & mask] - sentBytes > 0) {
            return null;
        }
        WorkEntry entry = entries[head & mask];
        entries[head & mask] = null;
        head++;
        return entry;
    }
}
