package io.isere.rdma.net;

import io.isere.rdma.memory.Slab;

/**
 * A reusable scatter/gather list of ranges of slabs: what one socket call reads into or writes from.
 *
 * <p>Thread: its loop. Allocates nothing after construction. Entries are consumed from the front as bytes move, so a
 * partial read or write goes on where it stopped.
 */
public final class IoVector {
    private final Slab[] slabs;
    private final int[] offsetsBytes;
    private final int[] lengthsBytes;
    private int head;
    private int tail;
    private long totalBytes;

    /**
     * @param capacity most entries at a time; keep it at or below the system's IOV_MAX (1024)
     */
    public IoVector(int capacity) {
        slabs = new Slab[capacity];
        offsetsBytes = new int[capacity];
        lengthsBytes = new int[capacity];
    }

    /**
     * Appends a range; one that continues the last entry is merged with it.
     *
     * @return false when the list is full, and nothing was added
     */
    public boolean add(Slab slab, int offsetBytes, int lengthBytes) {
        if (lengthBytes == 0) {
            return true;
        }
        if (tail > head && slabs[tail - 1] == slab && offsetsBytes[tail - 1] + lengthsBytes[tail - 1] == offsetBytes) {
            lengthsBytes[tail - 1] += lengthBytes;
            totalBytes += lengthBytes;
            return true;
        }
        if (tail == slabs.length && !compact()) {
            return false;
        }
        slabs[tail] = slab;
        offsetsBytes[tail] = offsetBytes;
        lengthsBytes[tail] = lengthBytes;
        tail++;
        totalBytes += lengthBytes;
        return true;
    }

    /** Entries left. */
    public int count() {
        return tail - head;
    }

    /** Entries that can still be added, not counting merges. */
    public int free() {
        return slabs.length - count();
    }

    /** Bytes left. */
    public long totalBytes() {
        return totalBytes;
    }

    /** Slab of entry {@code index}, 0 being the first not consumed. */
    public Slab slab(int index) {
        return slabs[head + index];
    }

    /** Offset in its slab of entry {@code index}. */
    public int offsetBytes(int index) {
        return offsetsBytes[head + index];
    }

    /** Length of entry {@code index}. */
    public int lengthBytes(int index) {
        return lengthsBytes[head + index];
    }

    /** Drops the first {@code bytes} bytes, which have moved. */
    public void consume(long bytes) {
        totalBytes -= bytes;
        long left = bytes;
        while (left > 0) {
            int length = lengthsBytes[head];
            if (left < length) {
                offsetsBytes[head] += (int) left;
                lengthsBytes[head] -= (int) left;
                return;
            }
            left -= length;
            slabs[head] = null;
            head++;
        }
        if (head == tail) {
            head = 0;
            tail = 0;
        }
    }

    /** Forgets all entries. */
    public void clear() {
        for (int i = head; i < tail; i++) {
            slabs[i] = null;
        }
        head = 0;
        tail = 0;
        totalBytes = 0;
    }

    private boolean compact() {
        if (head == 0) {
            return false;
        }
        int count = count();
        System.arraycopy(slabs, head, slabs, 0, count);
        System.arraycopy(offsetsBytes, head, offsetsBytes, 0, count);
        System.arraycopy(lengthsBytes, head, lengthsBytes, 0, count);
        for (int i = count; i < tail; i++) {
            slabs[i] = null;
        }
        head = 0;
        tail = count;
        return true;
    }
}
