package io.isere.bench;

import io.isere.rdma.eventloop.LoopMode;
import io.isere.rdma.eventloop.LoopOptions;
import io.isere.rdma.eventloop.NettyRdmaLoop;
import io.isere.rdma.eventloop.RdmaLoopGroup;
import io.isere.rdma.eventloop.RdmaLoops;
import io.isere.rdma.loop.LoopPollable;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a turn of a loop costs: one that polls in vain, and one that finds something, with a look at the sockets every Nth. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LoopTurnBenchmark {
    private static final int TURNS = 100_000;

    /** Turns between two looks at the sockets. */
    @Param({"1", "4", "64"})
    public int socketInterval;

    private final Counting counting = new Counting();
    private RdmaLoopGroup group;
    private NettyRdmaLoop loop;

    @SuppressWarnings("NullAway.Init") // JMH calls the set-up first
    public LoopTurnBenchmark() {}

    /** Counts the turns it is polled in. */
    private static final class Counting implements LoopPollable {
        private int left;
        private int work;
        private CountDownLatch done = new CountDownLatch(0);

        @Override
        public int poll(int budget) {
            if (--left == 0) {
                done.countDown();
            }
            return work;
        }

        @Override
        public boolean arm() {
            return true;
        }

        @Override
        public void disarm() {}
    }

    /** One loop that never sleeps. */
    @Setup
    public void open() throws InterruptedException {
        group = new RdmaLoopGroup(
                1,
                new DefaultThreadFactory("loop"),
                new LoopOptions().mode(LoopMode.BUSY).socketIntervalTurns(socketInterval));
        loop = RdmaLoops.of(group.next());
        CountDownLatch registered = new CountDownLatch(1);
        loop.execute(() -> {
            loop.register(counting);
            registered.countDown();
        });
        registered.await();
    }

    /** Ends it. */
    @TearDown
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** Nothing to do. */
    @Benchmark
    @OperationsPerInvocation(TURNS)
    public void idleTurn() throws InterruptedException {
        turns(0);
    }

    /** One completion in each. */
    @Benchmark
    @OperationsPerInvocation(TURNS)
    public void busyTurn() throws InterruptedException {
        turns(1);
    }

    private void turns(int work) throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        loop.execute(() -> {
            counting.done = end;
            counting.work = work;
            counting.left = TURNS;
        });
        end.await();
    }
}
