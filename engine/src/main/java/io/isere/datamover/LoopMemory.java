package io.isere.datamover;

import io.isere.rdma.memory.Access;
import io.isere.rdma.verbs.MemoryRegion;
import io.isere.rdma.verbs.ProtectionDomain;
import io.isere.rdma.verbs.RdmaDevice;
import io.isere.rdma.verbs.RdmaException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One loop's registered memory as SCSI sees it: which region holds a slab, and memory for connections.
 *
 * <p>Data segments name slabs by identity (a backstore's memory, a pool's buffer); the wire needs their registration. A
 * slab is registered with this loop the first time it is met, which allocates; later look-ups do not. Thread: the loop.
 * Lifetime: the loop's.
 */
public final class LoopMemory {
    private static final Logger LOG = LoggerFactory.getLogger(LoopMemory.class);
    private static final int CONNECTION_MEMORY_STEP_BYTES = 16 << 10;

    private final ProtectionDomain protectionDomain;
    private final int dataAccess;
    private final IdentityHashMap<ByteBuffer, MemoryRegion> regions = new IdentityHashMap<>();
    private final List<MemoryRegion> freeConnectionMemory = new ArrayList<>();
    private int connectionRegionCount;

    /**
     * For the loop that owns the device. Data gets remote rights of its own only where the device has no windows to give
     * them to one peer and one task.
     */
    public LoopMemory(RdmaDevice device) {
        protectionDomain = device.protectionDomain();
        dataAccess = device.caps().memoryWindows()
                ? Access.LOCAL_WRITE
                : Access.LOCAL_WRITE | Access.REMOTE_READ | Access.REMOTE_WRITE;
    }

    /**
     * The registration of a slab, made at the first call.
     *
     * @return null when it cannot be registered: not direct memory, or the device refuses; the cause is logged
     */
    public @Nullable MemoryRegion regionOf(ByteBuffer slab) {
        MemoryRegion region = regions.get(slab);
        return region != null ? region : register(slab);
    }

    /** The registration of a slab if there is one; registers nothing. */
    public @Nullable MemoryRegion knownRegionOf(ByteBuffer slab) {
        return regions.get(slab);
    }

    /** Makes known memory that was registered elsewhere, such as a pool's. */
    public void add(ByteBuffer slab, MemoryRegion region) {
        regions.put(slab, region);
    }

    /** Ends the registration of a slab that its owner is going to release. */
    public void forget(ByteBuffer slab) {
        MemoryRegion region = regions.remove(slab);
        if (region != null) {
            region.deregister();
        }
    }

    /** Takes registered memory for a connection's PDUs, {@code bytes} at least; give it back when the connection ended. */
    public MemoryRegion takeConnectionMemory(int bytes) {
        for (int i = 0; i < freeConnectionMemory.size(); i++) {
            int lengthBytes = freeConnectionMemory.get(i).slab().lengthBytes();
            if (lengthBytes >= bytes && lengthBytes <= 2 * Math.max(bytes, CONNECTION_MEMORY_STEP_BYTES)) {
                return freeConnectionMemory.remove(i);
            }
        }
        int steps = (bytes + CONNECTION_MEMORY_STEP_BYTES - 1) / CONNECTION_MEMORY_STEP_BYTES;
        ByteBuffer buffer = ByteBuffer.allocateDirect(steps * CONNECTION_MEMORY_STEP_BYTES);
        MemoryRegion region = protectionDomain.register(buffer, Access.LOCAL_WRITE);
        connectionRegionCount++;
        return region;
    }

    /** Keeps a connection's memory for the next one. */
    public void giveBackConnectionMemory(MemoryRegion region) {
        freeConnectionMemory.add(region);
    }

    /** Regions made for connections, in use or kept for the next. */
    public int connectionRegionCount() {
        return connectionRegionCount;
    }

    /** Regions that connections hold now; 0 when all have ended. */
    public int connectionRegionsInUse() {
        return connectionRegionCount - freeConnectionMemory.size();
    }

    private @Nullable MemoryRegion register(ByteBuffer slab) {
        if (!slab.isDirect()) {
            LOG.warn("SCSI data lies in a heap buffer, which cannot be registered: use direct memory");
            return null;
        }
        try {
            MemoryRegion region = protectionDomain.register(slab, dataAccess);
            regions.put(slab, region);
            return region;
        } catch (RdmaException e) {
            LOG.warn("cannot register {} bytes of SCSI data: {}", slab.capacity(), e.getMessage());
            return null;
        }
    }
}
