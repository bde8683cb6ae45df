package io.isere.datamover;

import io.isere.iscsi.session.SlotStack;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Data buffers of one size, cut from slabs that are made when first needed and kept. Owned by one {@link LoopBuffers}.
 */
final class BufferClass {
    private final int slotBytes;
    private final int slotsPerSlab;
    private final SlotStack free;
    private final Consumer<ByteBuffer> onNewSlab;
    private ByteBuffer[] slabs = new ByteBuffer[0];

    /**
     * @param onNewSlab registers a slab
     */
    BufferClass(int slotBytes, int slotCount, int slotsPerSlab, Consumer<ByteBuffer> onNewSlab) {
        this.slotBytes = slotBytes;
        this.slotsPerSlab = slotsPerSlab;
        this.onNewSlab = onNewSlab;
        free = new SlotStack(slotCount);
    }

    int slotBytes() {
        return slotBytes;
    }

    int free() {
        return free.free();
    }

    int used() {
        return free.used();
    }

    /** Takes a slot; -1 when all are in use. */
    int acquire() {
        int slot = free.acquire();
        if (slot >= 0 && slot / slotsPerSlab >= slabs.length) {
            growTo(slot / slotsPerSlab);
        }
        return slot;
    }

    private void growTo(int slabIndex) {
        int from = slabs.length;
        slabs = Arrays.copyOf(slabs, slabIndex + 1);
        for (int i = from; i <= slabIndex; i++) {
            slabs[i] = ByteBuffer.allocateDirect(slotBytes * slotsPerSlab);
            onNewSlab.accept(slabs[i]);
        }
    }

    void release(int slot) {
        free.release(slot);
    }

    ByteBuffer slab(int slot) {
        return slabs[slot / slotsPerSlab];
    }

    int offsetBytes(int slot) {
        return slot % slotsPerSlab * slotBytes;
    }
}
