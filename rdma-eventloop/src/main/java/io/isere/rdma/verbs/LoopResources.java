package io.isere.rdma.verbs;

import io.isere.rdma.loop.RdmaLoop;
import io.isere.rdma.net.StreamSockets;

/**
 * What the connections of one loop share: a device of the chosen provider, one completion queue, one protection domain,
 * and registered buffers.
 *
 * <p>Thread: its loop. Lifetime: from the first connection on a loop to the loop's end.
 */
public final class LoopResources {
    private final DeviceContext context;
    private final RdmaDevice device;
    private final CompletionQueue completionQueue;
    private final BufferPools buffers;

    private LoopResources(
            DeviceContext context, RdmaDevice device, CompletionQueue completionQueue, BufferPools buffers) {
        this.context = context;
        this.device = device;
        this.completionQueue = completionQueue;
        this.buffers = buffers;
    }

    /**
     * Opens the provider's device for a loop, on that loop.
     *
     * @throws RdmaException when the device, its queue or the buffers cannot be had; nothing stays open then
     */
    public static LoopResources open(RdmaProvider provider, DeviceContext context, LoopResourceOptions options) {
        RdmaDevice device = provider.open(context);
        try {
            CompletionQueue queue = device.createCompletionQueue(options.completionQueueEntries());
            BufferPools buffers =
                    new BufferPools(device.protectionDomain(), options.bufferClasses(), options.bufferAccess());
            return new LoopResources(context, device, queue, buffers);
        } catch (RuntimeException | Error e) {
            device.close();
            throw e;
        }
    }

    /** The loop that owns all this. */
    public RdmaLoop loop() {
        return context.loop();
    }

    /** The loop's stream sockets. */
    public StreamSockets sockets() {
        return context.sockets();
    }

    /** The loop's device. */
    public RdmaDevice device() {
        return device;
    }

    /** The device's protection domain. */
    public ProtectionDomain protectionDomain() {
        return device.protectionDomain();
    }

    /** The queue all connections of the loop report to. */
    public CompletionQueue completionQueue() {
        return completionQueue;
    }

    /** The loop's registered buffers. */
    public BufferPools buffers() {
        return buffers;
    }

    /** Closes the device and with it all that was made from it; buffers still leased are reported. */
    public void close() {
        device.close();
        buffers.reportLeaks();
    }
}
