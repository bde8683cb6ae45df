package io.isere.rdma.eventloop;

import io.isere.rdma.loop.DescriptorWatch;
import io.isere.rdma.loop.LoopPollable;
import io.isere.rdma.loop.LoopTimer;
import io.isere.rdma.loop.RdmaLoop;
import io.isere.rdma.net.NioStreamSockets;
import io.isere.rdma.net.StreamSockets;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.nio.NioIoHandle;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An RDMA loop on a Netty loop, one each; made by {@link RdmaIoHandler} and found through {@link RdmaLoops}.
 *
 * <p>Thread: as {@link RdmaLoop} says. Lifetime: that of the Netty loop, whose end runs the close hooks. What a plain
 * {@link #execute task} throws is logged by Netty and not counted here.
 */
public final class NettyRdmaLoop implements RdmaLoop {
    private final IoEventLoop eventLoop;
    private final PollableSet pollables;
    private final LoopCounters counters;
    private final UncaughtLog uncaught;
    private final List<Runnable> closeHooks = new ArrayList<>();
    private @Nullable StreamSockets sockets;

    NettyRdmaLoop(IoEventLoop eventLoop, PollableSet pollables, LoopCounters counters, UncaughtLog uncaught) {
        this.eventLoop = eventLoop;
        this.pollables = pollables;
        this.counters = counters;
        this.uncaught = uncaught;
    }

    /** The Netty loop below; any thread. */
    public IoEventLoop eventLoop() {
        return eventLoop;
    }

    /** What the loop has done. */
    public LoopCounters counters() {
        return counters;
    }

    /** The loop's stream sockets: of the kind its handler can wait for. On the loop. */
    public StreamSockets sockets() {
        requireInLoop();
        if (sockets == null) {
            sockets = createSockets();
        }
        return sockets;
    }

    private StreamSockets createSockets() {
        if (EpollStreamSockets.worksOn(eventLoop)) {
            return new EpollStreamSockets(this);
        }
        return eventLoop.isCompatible(NioIoHandle.class)
                ? new NioStreamSockets(this, new NioLoopReadiness(this))
                : new NioStreamSockets(this);
    }

    @Override
    public void execute(Runnable task) {
        eventLoop.execute(task);
    }

    @Override
    public boolean inLoop() {
        return eventLoop.inEventLoop();
    }

    @Override
    public long nowNs() {
        return System.nanoTime();
    }

    @Override
    public LoopTimer schedule(long delayNs, Runnable task) {
        ScheduledFuture<?> future =
                eventLoop.schedule(() -> runReporting("timer", task), delayNs, TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    @Override
    public void register(LoopPollable pollable) {
        requireInLoop();
        pollables.add(pollable);
    }

    @Override
    public void deregister(LoopPollable pollable) {
        requireInLoop();
        pollables.remove(pollable);
    }

    @Override
    public DescriptorWatch watch(int descriptor, Runnable onReadable) {
        requireInLoop();
        if (!eventLoop.isCompatible(EpollIoHandle.class)) {
            throw new UnsupportedOperationException(
                    "the loop waits with a selector, which takes no foreign descriptors: use epoll sockets (Linux)");
        }
        try {
            return new EpollDescriptorWatch(this, descriptor, () -> runReporting("descriptor", onReadable));
        } catch (IOException e) {
            throw new UnsupportedOperationException("the loop does not take descriptor " + descriptor, e);
        }
    }

    @Override
    public void reportUncaught(String where, Throwable cause) {
        uncaught.report(where, cause);
    }

    /** Adds something to run on the loop when the loop ends, before its sockets are closed; last added, first run. */
    public void onClose(Runnable hook) {
        requireInLoop();
        closeHooks.add(hook);
    }

    /** Removes a hook again. */
    public void removeOnClose(Runnable hook) {
        requireInLoop();
        closeHooks.remove(hook);
    }

    void runCloseHooks() {
        while (!closeHooks.isEmpty()) {
            runReporting("close hook", closeHooks.remove(closeHooks.size() - 1));
        }
    }

    private void runReporting(String where, Runnable task) {
        try {
            task.run();
        } catch (Throwable t) {
            uncaught.report(where, t);
        }
    }

    private void requireInLoop() {
        if (!inLoop()) {
            throw new IllegalStateException("must be called on the loop " + eventLoop + ", not on thread "
                    + Thread.currentThread().getName());
        }
    }
}
