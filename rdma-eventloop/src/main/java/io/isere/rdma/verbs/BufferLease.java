package io.isere.rdma.verbs;

import org.jspecify.annotations.Nullable;

/**
 * Registered memory for one transfer: one slot of a pool, or a few that together are long enough. A reusable object that
 * {@link BufferPools} fills.
 *
 * <p>Thread: its loop. Allocates nothing after construction. Release it only when no posted work names its memory.
 */
public final class BufferLease {
    private final @Nullable RegisteredPool[] pools;
    private final int[] slots;
    private final int[] lengthsBytes;
    private int count;
    private int totalBytes;

    /**
     * @param maxPieces most slots it can hold; a work request's scatter/gather limit is a good choice
     */
    public BufferLease(int maxPieces) {
        pools = new RegisteredPool[maxPieces];
        slots = new int[maxPieces];
        lengthsBytes = new int[maxPieces];
    }

    boolean isFull() {
        return count == slots.length;
    }

    void add(RegisteredPool pool, int slot, int lengthBytes) {
        pools[count] = pool;
        slots[count] = slot;
        lengthsBytes[count] = lengthBytes;
        count++;
        totalBytes += lengthBytes;
    }

    /** Number of pieces; 0 when nothing is leased. */
    public int count() {
        return count;
    }

    /** Bytes of all pieces together: as many as were asked for. */
    public int totalBytes() {
        return totalBytes;
    }

    /** The region that piece {@code index} lies in. */
    public MemoryRegion region(int index) {
        return pool(index).region(slots[index]);
    }

    /** Where in its region piece {@code index} begins. */
    public int offsetBytes(int index) {
        return pool(index).offsetBytes(slots[index]);
    }

    /** Length of piece {@code index}. */
    public int lengthBytes(int index) {
        return lengthsBytes[index];
    }

    /** Gives everything back; does nothing when nothing is leased. */
    public void release() {
        for (int i = count - 1; i >= 0; i--) {
            pool(i).release(slots[i]);
            pools[i] = null;
        }
        count = 0;
        totalBytes = 0;
    }

    private RegisteredPool pool(int index) {
        RegisteredPool pool = pools[index];
        if (pool == null) {
            throw new IndexOutOfBoundsException(index);
        }
        return pool;
    }
}
