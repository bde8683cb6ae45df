package io.isere.vertx.impl;

import io.isere.datamover.LoopBuffers;
import io.isere.datamover.LoopContext;
import io.isere.datamover.LoopMemory;
import io.isere.iser.IserConnector;
import io.isere.iser.IserOptions;
import io.isere.rdma.eventloop.NettyRdmaLoop;
import io.isere.rdma.eventloop.RdmaLoopGroup;
import io.isere.rdma.eventloop.RdmaLoops;
import io.isere.rdma.verbs.CompletionQueue;
import io.isere.rdma.verbs.DeviceContext;
import io.isere.rdma.verbs.RdmaDevice;
import io.isere.rdma.verbs.RdmaProvider;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What one event loop owns for iSER over one provider: device, completion queue, registered memory, data buffers. Every
 * connection on the loop shares it.
 *
 * <p>Thread: its loop. Lifetime: from the first use on that loop to the end of the loop, which is that of its Vert.x.
 */
final class IsereLoop {
    /**
     * Completions of all connections of the loop. A connection reserves one for every request it can post: some 900 with
     * the default queue depth of 128, hence room for about 140 connections a loop.
     */
    private static final int COMPLETIONS = 1 << 17;

    private static final Map<Key, IsereLoop> LOOPS = new ConcurrentHashMap<>();

    private record Key(NettyRdmaLoop loop, String provider) {}

    private final RdmaDevice device;
    private final CompletionQueue completionQueue;
    private final LoopContext context;

    private IsereLoop(NettyRdmaLoop loop, RdmaProvider provider) {
        device = provider.open(new DeviceContext(loop, loop.sockets()));
        completionQueue = device.createCompletionQueue(COMPLETIONS);
        LoopMemory memory = new LoopMemory(device);
        context = new LoopContext(loop, memory, new LoopBuffers(memory, LoopBuffers.Limits.DEFAULT));
    }

    /** That of a context's loop, made when there is none yet; called on that loop. */
    static IsereLoop of(Context vertxContext, RdmaProvider provider) {
        NettyRdmaLoop loop = RdmaLoops.of(vertxContext);
        Key key = new Key(loop, provider.name());
        IsereLoop known = LOOPS.get(key);
        if (known != null) {
            return known;
        }
        IsereLoop created = new IsereLoop(loop, provider);
        LOOPS.put(key, created);
        loop.onClose(() -> {
            LOOPS.remove(key);
            created.device.close();
        });
        return created;
    }

    /**
     * Refuses a Vert.x whose event loops cannot poll completion queues.
     *
     * @throws IllegalStateException with what to do instead
     */
    static void requireRdmaLoops(Vertx vertx) {
        if (!(((VertxInternal) vertx).nettyEventLoopGroup() instanceof RdmaLoopGroup)) {
            throw new IllegalStateException("this Vertx is not on RDMA event loops: create it with IsereVertx.create(),"
                    + " or with Vertx.builder().withTransport(new RdmaTransport(new LoopOptions()))");
        }
    }

    /** The device, to listen on. */
    RdmaDevice device() {
        return device;
    }

    /** What the engine needs of the loop. */
    LoopContext context() {
        return context;
    }

    /** Makes connections on this loop. */
    IserConnector connector(IserOptions options) {
        return new IserConnector(device, completionQueue, context.memory(), options);
    }
}
