package io.isere.datamover;

import io.isere.scsi.task.DataSegments;

/**
 * Which slots of a {@link LoopBuffers} a task holds. Part of a task slot; allocates at construction only.
 */
public final class BufferLease {
    private final int[] classes = new int[DataSegments.MAX_SEGMENTS];
    private final int[] slots = new int[DataSegments.MAX_SEGMENTS];
    private int count;

    void add(int sizeClass, int slot) {
        classes[count] = sizeClass;
        slots[count] = slot;
        count++;
    }

    /** Slots held. */
    public int count() {
        return count;
    }

    int sizeClass(int index) {
        return classes[index];
    }

    int slot(int index) {
        return slots[index];
    }

    void clear() {
        count = 0;
    }
}
