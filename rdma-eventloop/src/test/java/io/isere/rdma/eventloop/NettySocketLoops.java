package io.isere.rdma.eventloop;

import io.isere.rdma.loop.RdmaLoop;
import io.isere.rdma.net.SocketLoops;
import io.isere.rdma.net.StreamSockets;
import java.util.function.BooleanSupplier;

/** Two Netty loops for the socket suite, each with something to poll besides. */
final class NettySocketLoops implements SocketLoops {
    private static final long BOUND_NS = 30_000_000_000L;

    private final TestLoops loops;
    private final StreamSockets[] sockets = new StreamSockets[2];

    NettySocketLoops(LoopOptions options) throws Exception {
        loops = new TestLoops(2, options);
        for (int i = 0; i < 2; i++) {
            NettyRdmaLoop loop = loops.loop(i);
            sockets[i] = TestLoops.on(loop, loop::sockets);
            TestLoops.run(loop, () -> loop.register(new ScriptedPollable()));
        }
    }

    @Override
    public RdmaLoop loop(int index) {
        return loops.loop(index);
    }

    @Override
    public StreamSockets sockets(int index) {
        return sockets[index];
    }

    @Override
    public void on(int index, Action action) throws Exception {
        TestLoops.run(loops.loop(index), action::run);
    }

    /** Each look goes through both loops' task queues, so what they wrote before is seen. */
    @Override
    public void until(String what, BooleanSupplier condition) throws Exception {
        long startNs = System.nanoTime();
        do {
            on(0, () -> {});
            on(1, () -> {});
            if (System.nanoTime() - startNs > BOUND_NS) {
                throw new AssertionError("still waiting: " + what);
            }
        } while (!condition.getAsBoolean());
    }

    @Override
    public long uncaught() {
        return loops.loop(0).counters().uncaught() + loops.loop(1).counters().uncaught();
    }

    @Override
    public void close() {
        loops.close();
    }
}
