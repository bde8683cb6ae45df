package io.isere.rdma.verbs;

import io.isere.rdma.memory.Slab;

/**
 * Registered memory. Thread: its device's loop. Lifetime: until {@link #deregister}; the bytes must stay untouched by
 * the application while a posted work request names them.
 */
public interface MemoryRegion {
    /** The memory. */
    Slab slab();

    /** The rights it was registered with. */
    int access();

    /** The region's own STag; a peer can use it only when the region was registered with remote rights. */
    int stag();

    /** The tagged offset (TO) a peer names to reach the byte at {@code offsetBytes}. */
    long remoteOffset(int offsetBytes);

    /** Ends the registration: its STag and the windows bound to it become invalid. */
    void deregister();
}
