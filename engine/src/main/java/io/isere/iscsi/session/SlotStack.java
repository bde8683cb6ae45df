package io.isere.iscsi.session;

/**
 * The free slots of a pool, last in first out, so that warm slots are used again. Owned by one loop; allocates at
 * construction only.
 */
public final class SlotStack {
    private final int[] free;
    private int count;

    /** With slots 0 to {@code capacity - 1}, all free. */
    public SlotStack(int capacity) {
        free = new int[capacity];
        for (int i = 0; i < capacity; i++) {
            free[i] = capacity - 1 - i;
        }
        count = capacity;
    }

    /** Takes a slot; -1 when none is free. */
    public int acquire() {
        return count == 0 ? -1 : free[--count];
    }

    /** Gives a slot back. */
    public void release(int index) {
        assert count < free.length : "slot released twice";
        free[count++] = index;
    }

    /** Free slots. */
    public int free() {
        return count;
    }

    /** Slots in use. */
    public int used() {
        return free.length - count;
    }
}
