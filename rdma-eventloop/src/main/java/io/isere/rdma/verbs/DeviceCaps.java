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
 * @param exchangesConnectData whether each side sees the other's private data and read depths. Without it only the
 *     connecting side's private data leaves, for peers that can read it, and {@link #maxOrd} is what any peer serves
 * @param namesEndings whether the end of a connection comes with its cause: Terminate codes, an abort told from an orderly
 *     end, a refusal from nobody listening. Without it the reason is a guess
 */
public record DeviceCaps(
        int maxSge,
        int maxIrd,
        int maxOrd,
        int maxPrivateDataBytes,
        boolean sendWithInvalidate,
        boolean memoryWindows,
        boolean exchangesConnectData,
        boolean namesEndings) {

    /** Of a provider that hides nothing of the wire. */
    public DeviceCaps(
            int maxSge,
            int maxIrd,
            int maxOrd,
            int maxPrivateDataBytes,
            boolean sendWithInvalidate,
            boolean memoryWindows) {
        this(maxSge, maxIrd, maxOrd, maxPrivateDataBytes, sendWithInvalidate, memoryWindows, true, true);
    }
}
