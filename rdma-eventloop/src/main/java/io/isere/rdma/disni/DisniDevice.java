package io.isere.rdma.disni;

import com.ibm.disni.verbs.impl.NativeDispatcher;
import io.isere.rdma.loop.LoopPollable;
import io.isere.rdma.net.StreamSockets;
import io.isere.rdma.soft.SoftDevice;
import io.isere.rdma.soft.SoftQueuePair;
import io.isere.rdma.verbs.ConnectionManager;
import io.isere.rdma.verbs.DeviceCaps;
import io.isere.rdma.verbs.DeviceContext;
import io.isere.rdma.verbs.QueuePairOptions;
import io.isere.rdma.verbs.RdmaException;
import io.isere.rdma.verbs.WorkId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The RDMA devices of this machine for one loop: polls their completion queues in each turn, arms them before the loop
 * sleeps, and hands each completion to its queue pair.
 *
 * <p>Which device a connection uses shows when its address is resolved; so one of these stands for all of them, with an
 * {@link Adapter} for each that is in use.
 *
 * <p>Thread: its loop. Lifetime: until closed. Polling allocates nothing.
 */
final class DisniDevice extends SoftDevice implements LoopPollable {
    /** Private data that fits an InfiniBand connect request beside the CM's own; iWARP has room for more. */
    static final int MAX_PRIVATE_DATA_BYTES = 56;

    private static final int MAX_IRD = 16;
    private static final int BATCH = 16;

    private final NativeDispatcher library;
    private final StreamSockets sockets;
    private final DisniOptions options;
    private final DisniProtectionDomain domains;
    private final CmChannel channel;
    private final DisniConnectionManager connectionManager;
    private final HardwareTable hardware = new HardwareTable();
    private final List<Adapter> adapters = new ArrayList<>();
    private final List<DisniConnection> endings = new ArrayList<>();
    private final ByteBuffer completions = NativeLayout.allocate(BATCH * NativeLayout.COMPLETION_BYTES);
    private final long completionsAddress = NativeLayout.addressOf(completions);
    private boolean polling;

    /**
     * Opens the way to the devices; none is touched yet.
     *
     * @throws RdmaException when the connection manager or the loop refuses
     */
    DisniDevice(NativeDispatcher library, DeviceContext context, DisniOptions options) {
        this(library, context, options, new DisniProtectionDomain());
    }

    private DisniDevice(
            NativeDispatcher library, DeviceContext context, DisniOptions options, DisniProtectionDomain domains) {
        super(
                context.loop(),
                new DeviceCaps(
                        HardwareQueuePair.MAX_SGE,
                        MAX_IRD,
                        options.maxReads(),
                        MAX_PRIVATE_DATA_BYTES,
                        false,
                        true,
                        false,
                        false),
                domains);
        this.library = library;
        this.sockets = context.sockets();
        this.options = options;
        this.domains = domains;
        this.connectionManager = new DisniConnectionManager(this);
        try {
            channel = new CmChannel(library, context.loop(), options.closeTimeoutNs());
        } catch (IOException | UnsupportedOperationException e) {
            throw new RdmaException("the provider disni cannot open the RDMA connection manager: " + e.getMessage(), e);
        }
        loop().register(this);
    }

    @Override
    public String providerName() {
        return DisniProvider.NAME;
    }

    @Override
    public ConnectionManager connectionManager() {
        return connectionManager;
    }

    NativeDispatcher library() {
        return library;
    }

    StreamSockets sockets() {
        return sockets;
    }

    DisniOptions options() {
        return options;
    }

    DisniProtectionDomain domains() {
        return domains;
    }

    CmChannel channel() {
        return channel;
    }

    HardwareTable hardware() {
        return hardware;
    }

    @Override
    protected SoftQueuePair newQueuePair(int number, QueuePairOptions queuePairOptions) {
        return new DisniQueuePair(number, this, queuePairOptions);
    }

    void forget(DisniQueuePair queuePair) {
        super.forget(queuePair);
    }

    /** The device that an id was resolved to. */
    Adapter adapterOf(CmId id) throws IOException {
        long context = library._getContext(id.pointer());
        if (context == 0 || context == -1) {
            throw new IOException("the address does not lead to an RDMA device");
        }
        for (Adapter adapter : adapters) {
            if (adapter.context() == context) {
                return adapter;
            }
        }
        Adapter created = new Adapter(library, loop(), domains, context);
        adapters.add(created);
        return created;
    }

    // ---- Polling.

    @Override
    public int poll(int budget) {
        int done = 0;
        for (int i = 0; i < adapters.size(); i++) {
            Adapter adapter = adapters.get(i);
            for (int k = 0; k < adapter.queueCount(); k++) {
                done += poll(adapter.queue(k), budget);
            }
        }
        finishEndings();
        return done;
    }

    private int poll(HardwareQueue queue, int budget) {
        polling = true;
        try {
            int done = 0;
            int count = BATCH;
            while (count == BATCH && done < budget) {
                count = queue.poll(BATCH, completionsAddress);
                for (int i = 0; i < count; i++) {
                    dispatch(i * NativeLayout.COMPLETION_BYTES);
                }
                done += Math.max(0, count);
            }
            return done;
        } catch (IOException e) {
            throw new IllegalStateException("the completion queue cannot be polled", e);
        } finally {
            polling = false;
        }
    }

    private void dispatch(int at) {
        long id = completions.getLong(at);
        HardwareQueuePair owner = hardware.find(WorkId.generation(id));
        if (owner != null) {
            owner.complete(
                    WorkId.kind(id),
                    WorkId.index(id),
                    CompletionStatus.of(completions.getInt(at + NativeLayout.COMPLETION_STATUS)),
                    completions.getInt(at + NativeLayout.COMPLETION_LENGTH));
        }
    }

    /** Takes what the devices have completed, before a queue pair is destroyed. */
    void drain() {
        if (!polling) {
            for (Adapter adapter : adapters) {
                for (int k = 0; k < adapter.queueCount(); k++) {
                    poll(adapter.queue(k), Integer.MAX_VALUE);
                }
            }
        }
    }

    /** Ends a connection once the completions at hand are dispatched. */
    void finishSoon(DisniConnection connection) {
        if (!endings.contains(connection)) {
            endings.add(connection);
        }
        if (!polling) {
            finishEndings();
        }
    }

    private void finishEndings() {
        while (!endings.isEmpty()) {
            endings.remove(endings.size() - 1).finish();
        }
    }

    @Override
    public boolean arm() {
        try {
            for (int i = 0; i < adapters.size(); i++) {
                Adapter adapter = adapters.get(i);
                for (int k = 0; k < adapter.queueCount(); k++) {
                    adapter.queue(k).arm();
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("the completion queue cannot be armed", e);
        }
        // What completed between the last poll and the arming wakes nobody.
        return poll(BATCH) == 0;
    }

    @Override
    public void disarm() {
        // A wake-up that is not wanted any more does no harm.
    }

    @Override
    protected void onClosed() {
        connectionManager.close();
        loop().deregister(this);
        channel.close();
        adapters.forEach(Adapter::close);
        adapters.clear();
    }
}
