package io.isere.rdma.loop;

/** A descriptor that an {@link RdmaLoop} waits for. */
public interface DescriptorWatch {
    /** Waits no more; to be called on the loop before the descriptor is closed. Idempotent. */
    void cancel();
}
