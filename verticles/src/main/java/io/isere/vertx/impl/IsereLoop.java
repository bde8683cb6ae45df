package io.isere.vertx.impl;

import io.isere.datamover.Counter;
import io.isere.datamover.LoopBuffers;
import io.isere.datamover.LoopContext;
import io.isere.datamover.LoopMemory;
import io.isere.datamover.LoopMeter;
import io.isere.iser.IserConnector;
import io.isere.iser.IserOptions;
import io.isere.rdma.eventloop.NettyRdmaLoop;
import io.isere.rdma.eventloop.RdmaLoops;
import io.isere.rdma.iwarp.IwarpOptions;
import io.isere.rdma.loop.RdmaLoop;
import io.isere.rdma.net.StreamPoller;
import io.isere.rdma.net.StreamSockets;
import io.isere.rdma.verbs.DeviceContext;
import io.isere.rdma.verbs.LoopResourceOptions;
import io.isere.rdma.verbs.LoopResources;
import io.isere.rdma.verbs.RdmaDevice;
import io.isere.rdma.verbs.RdmaProvider;
import io.isere.tcp.TcpConnector;
import io.isere.tcp.TcpOptions;
import io.isere.vertx.IsereMetrics;
import io.isere.vertx.LoopUsage;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What one event loop owns for iSER over one provider, and for plain iSCSI: device, completion queue, registered memory,
 * data buffers, and the poller of TCP streams. Every connection on the loop shares it.
 *
 * <p>Thread: its loop. Lifetime: from the first use on that loop to the end of the loop, which is that of its Vert.x.
 */
public final class IsereLoop {
    /**
     * Completions of all connections of the loop, at most. A connection reserves one for every request it can post: some 900
     * with the default queue depth of 128, hence room for about 2,300 connections a loop. A software provider's queue grows
     * with its connections.
     */
    private static final int COMPLETIONS = 1 << 21;

    private static final LoopResourceOptions RESOURCES = new LoopResourceOptions(
            COMPLETIONS, LoopResourceOptions.DEFAULT.bufferClasses(), LoopResourceOptions.DEFAULT.bufferAccess());

    private static final Map<Key, IsereLoop> LOOPS = new ConcurrentHashMap<>();

    private record Key(
            NettyRdmaLoop loop, String provider, @Nullable IwarpOptions iwarpOptions) {}

    private final LoopResources resources;
    private final LoopContext context;
    private final LoopLatencies latencies = new LoopLatencies();
    private final StreamSockets sockets;
    private final StreamPoller tcpStreams = new StreamPoller();

    private IsereLoop(NettyRdmaLoop loop, RdmaProvider provider) {
        resources = LoopResources.open(provider, new DeviceContext(loop, loop.sockets()), RESOURCES);
        sockets = loop.sockets();
        loop.register(tcpStreams);
        LoopMemory memory = new LoopMemory(resources.device());
        context = new LoopContext(loop, memory, new LoopBuffers(memory, resources.buffers()), new LoopMeter(latencies));
    }

    /** That of a context's loop, made when there is none yet; called on that loop. */
    static IsereLoop of(Context vertxContext, ChosenProvider choice) {
        NettyRdmaLoop loop = RdmaLoops.of(vertxContext);
        Key key = new Key(loop, choice.provider().name(), choice.iwarpOptions());
        IsereLoop known = LOOPS.get(key);
        if (known != null) {
            return known;
        }
        IsereLoop created = new IsereLoop(loop, choice.provider());
        LOOPS.put(key, created);
        loop.onClose(() -> {
            LOOPS.remove(key);
            loop.deregister(created.tcpStreams);
            created.resources.close();
        });
        return created;
    }

    /** That of a loop on which there is a connection already. */
    static @Nullable IsereLoop at(RdmaLoop loop, ChosenProvider choice) {
        return loop instanceof NettyRdmaLoop netty
                ? LOOPS.get(new Key(netty, choice.provider().name(), choice.iwarpOptions()))
                : null;
    }

    /** What connections hold now on each loop of a Vert.x; any thread. */
    public static Future<List<LoopUsage>> usage(Vertx vertx) {
        List<Future<LoopUsage>> usages = LOOPS.entrySet().stream()
                .filter(entry -> isLoopOf(vertx, entry.getKey().loop()))
                .map(entry -> entry.getValue().usage(entry.getKey().provider()))
                .toList();
        return Future.all(usages).map(all -> all.list());
    }

    /** What the loops of a Vert.x have counted and measured since they began; any thread. */
    public static IsereMetrics metrics(Vertx vertx) {
        IsereMetrics metrics = new IsereMetrics();
        LOOPS.forEach((key, loop) -> {
            if (isLoopOf(vertx, key.loop())) {
                for (Counter counter : Counter.values()) {
                    metrics.add(counter, loop.context.meter().get(counter));
                }
                loop.latencies.addTo(metrics);
            }
        });
        return metrics;
    }

    private static boolean isLoopOf(Vertx vertx, NettyRdmaLoop loop) {
        return loop.eventLoop().parent() == ((VertxInternal) HomeVertx.known(vertx)).nettyEventLoopGroup();
    }

    private Future<LoopUsage> usage(String provider) {
        Promise<LoopUsage> answer = Promise.promise();
        context.loop()
                .execute(() -> answer.complete(new LoopUsage(
                        provider, context.buffers().inUse(), context.memory().connectionRegionsInUse())));
        return answer.future();
    }

    /** The device, to listen on. */
    RdmaDevice device() {
        return resources.device();
    }

    /** What the engine needs of the loop. */
    LoopContext context() {
        return context;
    }

    /** Makes iSER connections on this loop. */
    IserConnector connector(IserOptions options) {
        return new IserConnector(resources.device(), resources.completionQueue(), context.memory(), options);
    }

    /** Makes plain iSCSI connections on this loop. */
    TcpConnector connector(TcpOptions options) {
        return new TcpConnector(context.loop(), sockets, tcpStreams, context.memory(), options);
    }
}
