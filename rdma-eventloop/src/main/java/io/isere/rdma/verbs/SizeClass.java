package io.isere.rdma.verbs;

/**
 * One size of registered buffers.
 *
 * @param slotBytes length of a buffer
 * @param slotsPerSlab buffers registered at a time, as one region
 * @param initialSlots buffers registered at the start, rounded up to whole slabs
 * @param maxSlots most buffers ever, a multiple of {@code slotsPerSlab}
 */
public record SizeClass(int slotBytes, int slotsPerSlab, int initialSlots, int maxSlots) {
    /** Checks that the numbers go together. */
    public SizeClass {
        if (slotBytes < 1 || slotsPerSlab < 1 || (long) slotBytes * slotsPerSlab > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a slab of " + slotsPerSlab + " x " + slotBytes
                    + " bytes is not possible: it must hold something and stay below 2 GiB");
        }
        if (maxSlots < slotsPerSlab || maxSlots % slotsPerSlab != 0 || initialSlots < 0 || initialSlots > maxSlots) {
            throw new IllegalArgumentException("slots per slab " + slotsPerSlab + ", initial " + initialSlots
                    + ", most " + maxSlots + ": the most must be whole slabs and not below the initial number");
        }
    }

    /** Length of a slab. */
    public int slabBytes() {
        return slotBytes * slotsPerSlab;
    }

    /** Bytes when all slots are registered. */
    public long maxBytes() {
        return (long) slotBytes * maxSlots;
    }
}
