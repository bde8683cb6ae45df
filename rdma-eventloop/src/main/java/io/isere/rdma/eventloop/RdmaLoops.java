package io.isere.rdma.eventloop;

import io.netty.channel.IoEventLoop;
import io.vertx.core.Context;
import io.vertx.core.internal.ContextInternal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the RDMA loop of a Netty loop, of a Vert.x context, or of the calling thread. Holds every loop from its making to
 * its end. Thread: any.
 */
public final class RdmaLoops {
    private static final int CORES = Runtime.getRuntime().availableProcessors();
    private static final Map<IoEventLoop, NettyRdmaLoop> LOOPS = new ConcurrentHashMap<>();
    private static final ThreadLocal<@Nullable NettyRdmaLoop> CURRENT = new ThreadLocal<>();
    private static volatile boolean crowded;

    private RdmaLoops() {}

    /**
     * The RDMA loop made of a Netty loop.
     *
     * @throws IllegalStateException when the loop is none
     */
    public static NettyRdmaLoop of(IoEventLoop eventLoop) {
        NettyRdmaLoop loop = LOOPS.get(eventLoop);
        if (loop == null) {
            throw new IllegalStateException("not an RDMA loop, or one that has ended: " + eventLoop
                    + "; create Vert.x with RdmaVertx, or the loop with RdmaLoopGroup");
        }
        return loop;
    }

    /** The RDMA loop a Vert.x context runs on. */
    public static NettyRdmaLoop of(Context context) {
        if (((ContextInternal) context).nettyEventLoop() instanceof IoEventLoop eventLoop) {
            return of(eventLoop);
        }
        throw new IllegalStateException("the context's event loop is no IoEventLoop: " + context);
    }

    /**
     * The RDMA loop that runs the caller.
     *
     * @throws IllegalStateException when the caller is on another thread
     */
    public static NettyRdmaLoop current() {
        NettyRdmaLoop loop = CURRENT.get();
        if (loop == null) {
            throw new IllegalStateException("not on an RDMA loop but on thread "
                    + Thread.currentThread().getName());
        }
        return loop;
    }

    /**
     * Whether there are as many loops as cores: a loop that spins then takes the processor from the one it waits for, so
     * it offers it to others between turns.
     */
    static boolean crowdTheCores() {
        return crowded;
    }

    static synchronized void add(NettyRdmaLoop loop) {
        LOOPS.put(loop.eventLoop(), loop);
        crowded = LOOPS.size() >= CORES;
    }

    static synchronized void remove(NettyRdmaLoop loop) {
        LOOPS.remove(loop.eventLoop());
        CURRENT.remove();
        crowded = LOOPS.size() >= CORES;
    }

    static void enter(NettyRdmaLoop loop) {
        CURRENT.set(loop);
    }
}
