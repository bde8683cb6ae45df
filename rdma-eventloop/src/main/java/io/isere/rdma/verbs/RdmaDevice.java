package io.isere.rdma.verbs;

import io.isere.rdma.loop.RdmaLoop;

/**
 * An RDMA device opened for one loop. Thread: that loop. Lifetime: until {@link #close}, which disconnects what is
 * still connected and releases what was made from it.
 */
public interface RdmaDevice {
    /** Name of the provider it came from. */
    String providerName();

    /** What it can do. */
    DeviceCaps caps();

    /** The loop that owns it. */
    RdmaLoop loop();

    /** The device's protection domain; one a device is all a loop needs. */
    ProtectionDomain protectionDomain();

    /**
     * Makes a completion queue, polled by the loop in every turn from now on.
     *
     * @param capacity most completions it can hold: the sum of the work queues that report to it; a queue pair that it has no
     *     room for is refused
     */
    CompletionQueue createCompletionQueue(int capacity);

    /** Makes an unconnected queue pair (state INIT: receives may be posted). */
    QueuePair createQueuePair(QueuePairOptions options);

    /** Listens and connects. */
    ConnectionManager connectionManager();

    /** Ends everything made from this device; idempotent. */
    void close();
}
