package io.isere.rdma.iwarp;

import io.isere.rdma.soft.WorkEntry;
import org.jspecify.annotations.Nullable;

/**
 * Our RDMA Reads whose responses have not arrived completely, in order: responses come in the order of the requests
 * (RFC 5040 section 5.5, rule 20).
 *
 * <p>Thread: its connection's loop. Allocates nothing after construction.
 */
final class OutstandingReads {
    private final @Nullable WorkEntry[] entries;
    private final int mask;
    private int head;
    private int tail;
    private int receivedBytes;

    /**
     * @param capacity the ORD agreed, and one more for an RTR indication
     */
    OutstandingReads(int capacity) {
        int size = Integer.highestOneBit(Math.max(1, capacity)) << 1;
        entries = new WorkEntry[size];
        mask = size - 1;
    }

    boolean isEmpty() {
        return head == tail;
    }

    /** A request goes out; null for a zero-length one that nobody posted. */
    void add(@Nullable WorkEntry entry) {
        entries[tail & mask] = entry;
        tail++;
    }

    /** The read whose response comes next; null when it is one that nobody posted. */
    @Nullable
    WorkEntry oldest() {
        return entries[head & mask];
    }

    /** Bytes of its response that were delivered. */
    int receivedBytes() {
        return receivedBytes;
    }

    void received(int bytes) {
        receivedBytes += bytes;
    }

    /** The oldest is complete. */
    void remove() {
        entries[head & mask] = null;
        head++;
        receivedBytes = 0;
    }
}
