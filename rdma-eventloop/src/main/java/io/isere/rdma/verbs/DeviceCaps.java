package io.isere.rdma.verbs;

/**
 * What a device can do, as {@code ibv_query_device} would tell it.
 *
 * @param maxSge most scatter/gather entries of a work request
 * @param maxIrd most inbound RDMA Reads a queue pair can serve at a time
 * @param maxOrd most outbound RDMA Reads a queue pair can have outstanding
 * @param maxPrivateDataBytes most private data of a connect request or its answer
 * @param sendWithInvalidate whether Send with Invalidate can be posted and received
 * @param memoryWindows whether {@link QueuePair#bindWindow} works; otherwise a region's own STag must be advertised
 */
public record DeviceCaps(
        int maxSge,
        int maxIrd,
        int maxOrd,
        int maxPrivateDataBytes,
        boolean sendWithInvalidate,
        boolean memoryWindows) {}
