package io.isere.vertx.impl;

import io.isere.datamover.LoopMemory;
import io.isere.scsi.task.DataSegments;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The memory that was registered for a session's devices, found again by identity or, for slices and other views of it, by
 * address. Thread: the session's loop. Lifetime: the session's, whose end ends the registrations.
 */
final class SessionMemory {
    private static final long NO_ADDRESS = -1;

    private final LoopMemory memory;
    private final Set<ByteBuffer> slabs = Collections.newSetFromMap(new IdentityHashMap<>());
    private final TreeMap<Long, ByteBuffer> byAddress = new TreeMap<>();

    SessionMemory(LoopMemory memory) {
        this.memory = memory;
    }

    /** Registers direct memory; when the device refuses, it is used by copying. */
    void register(ByteBuffer slab) {
        if (memory.regionOf(slab) != null) {
            slabs.add(slab);
            long address = addressOf(slab);
            if (address != NO_ADDRESS) {
                byAddress.put(address, slab);
            }
        }
    }

    /** Ends a registration; of memory without one it does nothing. */
    void release(ByteBuffer slab) {
        if (slabs.remove(slab)) {
            byAddress.remove(addressOf(slab), slab);
            memory.forget(slab);
        }
    }

    /** Ends all of them. */
    void releaseAll() {
        slabs.forEach(memory::forget);
        slabs.clear();
        byAddress.clear();
    }

    /**
     * Names bytes in the registered memory they lie in.
     *
     * @param from index of the first of them in the buffer
     * @return false when they do not lie in registered memory, or it is not known; then nothing was added
     */
    boolean add(ByteBuffer buffer, int from, int bytes, DataSegments out) {
        return slabs.contains(buffer) ? out.add(buffer, from, bytes) : add(addressOf(buffer), from, bytes, out);
    }

    /** The same of a Netty buffer. */
    boolean add(ByteBuf buffer, int from, int bytes, DataSegments out) {
        return add(buffer.hasMemoryAddress() ? buffer.memoryAddress() : NO_ADDRESS, from, bytes, out);
    }

    private boolean add(long address, int from, int bytes, DataSegments out) {
        Map.@Nullable Entry<Long, ByteBuffer> slab =
                address == NO_ADDRESS ? null : byAddress.floorEntry(address + from);
        if (slab == null) {
            return false;
        }
        long offset = address + from - slab.getKey();
        return offset + bytes <= slab.getValue().capacity() && out.add(slab.getValue(), (int) offset, bytes);
    }

    /** Of byte 0; Netty tells it where it may ask for it, which some JVMs forbid. */
    private static long addressOf(ByteBuffer buffer) {
        if (!buffer.isDirect()) {
            return NO_ADDRESS;
        }
        ByteBuf view = Unpooled.wrappedBuffer(buffer.duplicate().clear());
        return view.hasMemoryAddress() ? view.memoryAddress() : NO_ADDRESS;
    }
}
