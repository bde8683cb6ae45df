package io.isere.bench;

import io.isere.rdma.eventloop.LoopMode;
import io.isere.rdma.eventloop.LoopOptions;
import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.scsi.task.ScsiCompletion;
import io.isere.scsi.task.ScsiTask;
import io.isere.vertx.IsereDevice;
import io.isere.vertx.IsereInitiator;
import io.isere.vertx.IsereInitiatorOptions;
import io.isere.vertx.IsereTarget;
import io.isere.vertx.IsereTargetOptions;
import io.isere.vertx.IsereTransport;
import io.isere.vertx.IsereVertx;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.ByteBuffer;
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

/** What a 4 KiB command costs from submit to completion, initiator and target together on one loop. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EngineBenchmark {
    private static final int COMMANDS = 20_000;
    private static final int BLOCKS = 8;
    private static final int PLACES = 4_096;
    private static final String TARGET = "iqn.2026-11.io.isere:bench";

    /** Inprocess: no network at all; iwarp: iSER over loopback TCP; tcp: plain iSCSI. */
    @Param({"inprocess", "iwarp", "tcp"})
    public String wire = "inprocess";

    /** Commands under way. */
    @Param("32")
    public int depth;

    private final ScsiCompletion again = this::onComplete;
    private Vertx vertx;
    private IsereTarget target;
    private IsereDevice device;
    private ScsiTask[] tasks;
    private ByteBuffer buffer;
    private CountDownLatch done = new CountDownLatch(0);
    private boolean write;
    private int left;
    private int underWay;
    private int place;

    @SuppressWarnings("NullAway.Init") // JMH calls the set-up first
    public EngineBenchmark() {}

    /** A target and a session on one loop. */
    @Setup
    public void open() {
        vertx = IsereVertx.create(new VertxOptions().setEventLoopPoolSize(1), new LoopOptions().mode(LoopMode.BUSY));
        boolean tcp = wire.equals("tcp");
        String provider = tcp ? "iwarp" : wire;
        target = await(IsereTarget.create(
                        vertx,
                        new IsereTargetOptions()
                                .setName(TARGET)
                                .setProvider(provider)
                                .addPortal("127.0.0.1:0")
                                .addLun(0, new RamBackstore((long) PLACES * BLOCKS * 512)))
                .start());
        IsereInitiatorOptions options = new IsereInitiatorOptions()
                .setProvider(provider)
                .setTransport(tcp ? IsereTransport.TCP : IsereTransport.ISER)
                .setQueueDepth(depth);
        device = await(IsereInitiator.create(vertx, options)
                .login(TARGET, target.portals().get(0))
                .compose(session -> session.device(0)));
        buffer = device.buffer(depth * BLOCKS * 512);
        tasks = new ScsiTask[depth];
        for (int i = 0; i < depth; i++) {
            tasks[i] = new ScsiTask();
            tasks[i].clientData().add(buffer, i * BLOCKS * 512, BLOCKS * 512);
        }
    }

    /** Ends all. */
    @TearDown
    public void close() {
        await(target.close());
        await(vertx.close());
    }

    /** READ (16). */
    @Benchmark
    @OperationsPerInvocation(COMMANDS)
    public void read() throws InterruptedException {
        run(false);
    }

    /** WRITE (16). */
    @Benchmark
    @OperationsPerInvocation(COMMANDS)
    public void write() throws InterruptedException {
        run(true);
    }

    private void run(boolean writes) throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        device.execute(() -> {
            done = end;
            write = writes;
            left = COMMANDS;
            for (ScsiTask task : tasks) {
                submit(task);
            }
        });
        end.await();
    }

    private void submit(ScsiTask task) {
        left--;
        underWay++;
        place = (place + 1) % PLACES;
        if (write) {
            device.prepareWrite(task, (long) place * BLOCKS, BLOCKS);
        } else {
            device.prepareRead(task, (long) place * BLOCKS, BLOCKS);
        }
        device.submit(task, again);
    }

    private void onComplete(ScsiTask task) {
        underWay--;
        if (!task.isGood()) {
            throw new IllegalStateException(task.toString());
        }
        if (left > 0) {
            submit(task);
        } else if (underWay == 0) {
            done.countDown();
        }
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
