package io.isere.rdma.verbs;

import java.nio.ByteBuffer;

/** Registers memory of one loop (RFC 5040 section 5.2). Control path; thread: the device's loop. */
public interface ProtectionDomain {
    /**
     * Registers the whole capacity of a direct buffer.
     *
     * @param access bit set of {@link io.isere.rdma.memory.Access}; remote rights make the region's own STag usable by
     *     every peer of this domain, so advertise windows instead where the device has them
     * @throws RdmaException when the device cannot register it (locked-memory limit, length)
     */
    MemoryRegion register(ByteBuffer buffer, int access);

    /** Makes a memory window, unbound. */
    MemoryWindow createWindow();
}
