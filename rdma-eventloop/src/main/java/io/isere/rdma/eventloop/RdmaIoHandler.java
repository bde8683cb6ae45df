package io.isere.rdma.eventloop;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.ThreadAwareExecutor;

/**
 * The handler that makes a Netty loop an RDMA loop: each turn polls the loop's pollables and, at intervals, looks at the
 * sockets through the handler it wraps.
 *
 * <pre>
 *   poll all --- work? ---> look at the sockets every Nth turn ---> next turn
 *      |
 *    idle --- BUSY, or ADAPTIVE within spinNs? ---> the same, easing the processor
 *      |
 *    tasks wait? ---> look at the sockets without blocking ---> next turn
 *      |
 *    arm all --- one has work? ---> disarm, poll
 *      |
 *    run the wrapped handler, which blocks until a socket, a task or a timer wakes it; disarm, poll
 * </pre>
 *
 * <p>Netty runs waiting tasks and due timers after every turn, so polling delays them by one turn at most. A loop
 * without pollables is a plain Netty loop. Nothing a pollable or a handler throws ends the loop.
 *
 * <p>Thread: its loop; only {@link #wakeup} comes from others. A turn allocates nothing.
 */
final class RdmaIoHandler implements IoHandler {
    private final IoHandler socketHandler;
    private final LoopMode mode;
    private final long spinNs;
    private final int socketIntervalTurns;
    private final int pollBudget;
    private final LoopCounters counters = new LoopCounters();
    private final UncaughtLog uncaught = new UncaughtLog(counters);
    private final PollableSet pollables = new PollableSet(uncaught);
    private final NonBlockingContext nonBlocking = new NonBlockingContext();
    private final NettyRdmaLoop loop;
    private int turnsSinceSocketLook;
    private boolean worked;
    private long lastWorkNs;

    RdmaIoHandler(IoEventLoop eventLoop, IoHandler socketHandler, LoopOptions options) {
        this.socketHandler = socketHandler;
        this.mode = options.mode();
        this.spinNs = options.spinNs();
        this.socketIntervalTurns = options.socketIntervalTurns();
        this.pollBudget = options.pollBudget();
        this.loop = new NettyRdmaLoop(eventLoop, pollables, counters, uncaught);
    }

    /** A factory that wraps the handlers of another: for {@code MultiThreadIoEventLoopGroup} and its like. */
    static IoHandlerFactory factory(IoHandlerFactory socketHandlers, LoopOptions options) {
        return executor -> create(executor, socketHandlers, options);
    }

    private static RdmaIoHandler create(
            ThreadAwareExecutor executor, IoHandlerFactory socketHandlers, LoopOptions options) {
        if (!(executor instanceof IoEventLoop eventLoop)) {
            throw new IllegalArgumentException("an RDMA loop must be an IoEventLoop: " + executor.getClass());
        }
        RdmaIoHandler handler = new RdmaIoHandler(eventLoop, socketHandlers.newHandler(executor), options);
        RdmaLoops.add(handler.loop);
        return handler;
    }

    @Override
    public void initialize() {
        RdmaLoops.enter(loop);
        socketHandler.initialize();
    }

    @Override
    public int run(IoHandlerContext context) {
        counters.turns++;
        if (pollables.isEmpty()) {
            return runSockets(context);
        }
        int done = poll();
        if (done > 0) {
            return done + lookAtSocketsWhenDue(context);
        }
        if (keepsPolling()) {
            return spin(context);
        }
        if (!context.canBlock()) {
            return lookAtSockets(context);
        }
        return sleep(context);
    }

    private int poll() {
        int done = pollables.poll(pollBudget);
        if (done > 0) {
            counters.polledWork += done;
            worked = true;
        }
        return done;
    }

    /** The clock is read in idle turns only: the first one after work begins the time to spin. */
    private boolean keepsPolling() {
        if (mode != LoopMode.ADAPTIVE) {
            return mode == LoopMode.BUSY;
        }
        long nowNs = System.nanoTime();
        if (worked) {
            worked = false;
            lastWorkNs = nowNs;
        }
        return nowNs - lastWorkNs < spinNs;
    }

    private int spin(IoHandlerContext context) {
        int handled = lookAtSocketsWhenDue(context);
        if (handled > 0) {
            worked = true;
        } else if (turnsSinceSocketLook == 0) {
            easeTheCore();
        } else {
            Thread.onSpinWait();
        }
        return handled;
    }

    /** After a look in vain: giving the core up in every turn would cost more than the look. */
    @SuppressWarnings("ThreadPriorityCheck") // A hint to the scheduler, nothing relies on it.
    private static void easeTheCore() {
        if (RdmaLoops.crowdTheCores()) {
            Thread.yield();
        }
    }

    private int sleep(IoHandlerContext context) {
        counters.armings++;
        int handled = 0;
        if (pollables.arm()) {
            counters.sleeps++;
            handled = runSockets(context);
            worked |= handled > 0;
        }
        pollables.disarm();
        return handled + poll();
    }

    private int lookAtSocketsWhenDue(IoHandlerContext context) {
        turnsSinceSocketLook++;
        return turnsSinceSocketLook < socketIntervalTurns ? 0 : lookAtSockets(context);
    }

    private int lookAtSockets(IoHandlerContext context) {
        return runSockets(nonBlocking.of(context));
    }

    private int runSockets(IoHandlerContext context) {
        turnsSinceSocketLook = 0;
        counters.socketLooks++;
        try {
            return socketHandler.run(context);
        } catch (Throwable t) {
            uncaught.report("socket handler", t);
            return 0;
        }
    }

    @Override
    public void prepareToDestroy() {
        loop.runCloseHooks();
        socketHandler.prepareToDestroy();
    }

    /** Netty may come here without the step before, when a loop is shut down without a quiet period. */
    @Override
    public void destroy() {
        prepareToDestroy();
        RdmaLoops.remove(loop);
        socketHandler.destroy();
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        return socketHandler.register(handle);
    }

    @Override
    public void wakeup() {
        socketHandler.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return socketHandler.isCompatible(handleType);
    }
}
