package io.isere.rdma.eventloop;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Loops for a test, and bounded ways to wait for them. */
final class TestLoops implements AutoCloseable {
    private static final long BOUND_S = 30;

    private final RdmaLoopGroup group;
    private final NettyRdmaLoop[] loops;

    TestLoops(int count, LoopOptions options) {
        group = new RdmaLoopGroup(count, new DefaultThreadFactory("test-loop", true), options);
        loops = new NettyRdmaLoop[count];
        for (int i = 0; i < count; i++) {
            loops[i] = RdmaLoops.of(group.next());
        }
    }

    NettyRdmaLoop loop(int index) {
        return loops[index];
    }

    /** Runs something on a loop and gives its result. */
    static <T> T on(NettyRdmaLoop loop, Callable<T> action) throws Exception {
        return loop.eventLoop().submit(action).get(BOUND_S, TimeUnit.SECONDS);
    }

    /** Something to do on a loop. */
    interface Action {
        void run() throws Exception;
    }

    static void run(NettyRdmaLoop loop, Action action) throws Exception {
        on(loop, () -> {
            action.run();
            return true;
        });
    }

    static void await(String what, CountDownLatch latch) throws InterruptedException {
        if (!latch.await(BOUND_S, TimeUnit.SECONDS)) {
            throw new AssertionError("still waiting: " + what);
        }
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, BOUND_S, TimeUnit.SECONDS).awaitUninterruptibly(BOUND_S, TimeUnit.SECONDS);
    }
}
