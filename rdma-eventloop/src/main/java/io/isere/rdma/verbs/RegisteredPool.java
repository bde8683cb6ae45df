package io.isere.rdma.verbs;

import io.isere.rdma.memory.Slab;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registered buffers of one size, numbered from 0: slots of a few large registered regions.
 *
 * <p>A slot's generation goes up by one when it is acquired and again when it is released, so it is odd while in use: a
 * slot released twice is detected, and a holder that kept the generation can tell its slot from a later use of it.
 *
 * <p>Thread: its loop. Acquiring and releasing allocate nothing; {@link #reserve} registers memory and is for the control
 * path.
 */
public final class RegisteredPool {
    /** What {@link #acquire} gives when no slot is free. */
    public static final int NONE = -1;

    private static final Logger LOG = LoggerFactory.getLogger(RegisteredPool.class);

    private final ProtectionDomain domain;
    private final SizeClass sizeClass;
    private final int access;
    private final @Nullable MemoryRegion[] regions;
    private final int[] freeSlots;
    private final int[] generations;
    private int slabCount;
    private int freeCount;
    private int inUse;
    private int peakInUse;
    private long exhausted;

    /**
     * An empty pool; {@link #reserve} fills it.
     *
     * @param access what the regions are registered for, as {@link ProtectionDomain#register} takes it
     */
    public RegisteredPool(ProtectionDomain domain, SizeClass sizeClass, int access) {
        this.domain = domain;
        this.sizeClass = sizeClass;
        this.access = access;
        this.regions = new MemoryRegion[sizeClass.maxSlots() / sizeClass.slotsPerSlab()];
        this.freeSlots = new int[sizeClass.maxSlots()];
        this.generations = new int[sizeClass.maxSlots()];
    }

    /**
     * Registers more memory until so many slots are free. Control path.
     *
     * @return whether they are; false when the pool's bound does not allow it
     * @throws RdmaException when the memory cannot be registered
     */
    public boolean reserve(int slots) {
        while (freeCount < slots && slabCount < regions.length) {
            addSlab();
        }
        return freeCount >= slots;
    }

    private void addSlab() {
        ByteBuffer memory = ByteBuffer.allocateDirect(sizeClass.slabBytes());
        regions[slabCount] = domain.register(memory, access);
        int first = slabCount * sizeClass.slotsPerSlab();
        for (int i = sizeClass.slotsPerSlab() - 1; i >= 0; i--) {
            freeSlots[freeCount] = first + i;
            freeCount++;
        }
        slabCount++;
    }

    /** Takes a slot, the one released last if any; {@link #NONE} when all are in use. */
    public int acquire() {
        if (freeCount == 0) {
            exhausted++;
            return NONE;
        }
        freeCount--;
        int slot = freeSlots[freeCount];
        generations[slot]++;
        inUse++;
        peakInUse = Math.max(peakInUse, inUse);
        return slot;
    }

    /**
     * Gives a slot back.
     *
     * @throws IllegalStateException when it is not in use: it was released before
     */
    public void release(int slot) {
        if (!isInUse(slot)) {
            throw new IllegalStateException(
                    "slot " + slot + " of the pool of " + sizeClass.slotBytes() + " bytes was released twice");
        }
        generations[slot]++;
        freeSlots[freeCount] = slot;
        freeCount++;
        inUse--;
    }

    /** The number of times a slot changed hands; odd while it is in use. */
    public int generation(int slot) {
        return generations[slot];
    }

    /** Whether somebody holds the slot. */
    public boolean isInUse(int slot) {
        return (generations[slot] & 1) != 0;
    }

    /** The region a slot lies in. */
    public MemoryRegion region(int slot) {
        MemoryRegion region = regions[slot / sizeClass.slotsPerSlab()];
        if (region == null) {
            throw new IndexOutOfBoundsException(slot);
        }
        return region;
    }

    /** The memory a slot lies in. */
    public Slab slab(int slot) {
        return region(slot).slab();
    }

    /** Where in its region a slot begins. */
    public int offsetBytes(int slot) {
        return slot % sizeClass.slotsPerSlab() * sizeClass.slotBytes();
    }

    /** Length of every slot. */
    public int slotBytes() {
        return sizeClass.slotBytes();
    }

    /** Slots that can be acquired now. */
    public int free() {
        return freeCount;
    }

    /** Slots somebody holds; after everyone has ended, those that leaked. */
    public int inUse() {
        return inUse;
    }

    /** The most slots that were in use at a time. */
    public int peakInUse() {
        return peakInUse;
    }

    /** Times no slot was free. */
    public long exhausted() {
        return exhausted;
    }

    /** Bytes registered so far. */
    public long registeredBytes() {
        return (long) slabCount * sizeClass.slabBytes();
    }

    /** Ends the registrations; slots still in use are reported as leaked. */
    public void close() {
        reportLeaks();
        for (int i = 0; i < slabCount; i++) {
            MemoryRegion region = regions[i];
            if (region != null) {
                region.deregister();
            }
            regions[i] = null;
        }
        slabCount = 0;
        freeCount = 0;
    }

    void reportLeaks() {
        if (inUse > 0) {
            LOG.warn("{} buffers of {} bytes were never released", inUse, sizeClass.slotBytes());
        }
    }
}
