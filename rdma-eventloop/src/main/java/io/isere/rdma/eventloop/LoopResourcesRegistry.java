package io.isere.rdma.eventloop;

import io.isere.rdma.verbs.DeviceContext;
import io.isere.rdma.verbs.LoopResourceOptions;
import io.isere.rdma.verbs.LoopResources;
import io.isere.rdma.verbs.RdmaException;
import io.isere.rdma.verbs.RdmaProvider;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The resources of each loop for one provider, opened when a loop first asks and closed when the loop ends. Control path.
 */
public final class LoopResourcesRegistry {
    private final RdmaProvider provider;
    private final LoopResourceOptions options;
    private final Map<NettyRdmaLoop, Opened> opened = new ConcurrentHashMap<>();

    /** With nothing open yet. */
    public LoopResourcesRegistry(RdmaProvider provider, LoopResourceOptions options) {
        this.provider = provider;
        this.options = options;
    }

    /**
     * The resources of the loop that runs the caller.
     *
     * @throws IllegalStateException when the caller is not on an RDMA loop
     * @throws RdmaException when they cannot be opened
     */
    public LoopResources current() {
        NettyRdmaLoop loop = RdmaLoops.current();
        Opened known = opened.get(loop);
        return known == null ? open(loop) : known.resources;
    }

    private LoopResources open(NettyRdmaLoop loop) {
        DeviceContext context = new DeviceContext(loop, loop.sockets());
        Opened entry = new Opened(LoopResources.open(provider, context, options), () -> end(loop));
        opened.put(loop, entry);
        loop.onClose(entry.hook);
        return entry.resources;
    }

    private void end(NettyRdmaLoop loop) {
        Opened entry = opened.remove(loop);
        if (entry != null) {
            loop.removeOnClose(entry.hook);
            entry.resources.close();
        }
    }

    /** Closes what is open, each on its loop; any thread. The loops live on, and may open anew. */
    public void close() {
        for (NettyRdmaLoop loop : opened.keySet()) {
            loop.execute(() -> end(loop));
        }
    }

    private record Opened(LoopResources resources, Runnable hook) {}
}
