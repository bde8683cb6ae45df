package io.isere.bench;

import io.isere.rdma.inprocess.SteppedLoop;
import io.isere.rdma.iwarp.IwarpOptions;
import io.isere.rdma.iwarp.IwarpProvider;
import io.isere.rdma.memory.Access;
import io.isere.rdma.net.NioStreamSockets;
import io.isere.rdma.verbs.CompletionQueue;
import io.isere.rdma.verbs.ConnectFailure;
import io.isere.rdma.verbs.ConnectOptions;
import io.isere.rdma.verbs.ConnectionEvents;
import io.isere.rdma.verbs.ConnectionInfo;
import io.isere.rdma.verbs.DeviceContext;
import io.isere.rdma.verbs.Disconnect;
import io.isere.rdma.verbs.MemoryRegion;
import io.isere.rdma.verbs.QueuePair;
import io.isere.rdma.verbs.QueuePairOptions;
import io.isere.rdma.verbs.QueuePairState;
import io.isere.rdma.verbs.RdmaDevice;
import io.isere.rdma.verbs.WorkCompletion;
import io.isere.rdma.verbs.WorkOpcode;
import io.isere.rdma.verbs.WorkRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
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

/**
 * What software iWARP costs a message, both ends and loopback TCP together in one thread: FPDUs made and written in a batch of
 * Sends, read, checked and placed into posted receives.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class IwarpMessageBenchmark {
    private static final int BATCH = 32;
    private static final long CONNECT_TIMEOUT_NS = 10_000_000_000L;
    private static final int CONNECT_STEPS = 10_000_000;

    /** Bytes of a Send. */
    @Param({"100", "4096", "65536"})
    public int bytes;

    /** Whether FPDUs carry CRCs. */
    @Param({"false", "true"})
    public boolean crc;

    private final WorkRequest send = new WorkRequest(1).opcode(WorkOpcode.SEND);
    private final WorkRequest receive = new WorkRequest(1).opcode(WorkOpcode.RECEIVE);
    private SteppedLoop loop;
    private RdmaDevice device;
    private MemoryRegion memory;
    private QueuePair sender;
    private QueuePair receiver;
    private int received;
    private int sent;

    @SuppressWarnings("NullAway.Init") // JMH calls the set-up first
    public IwarpMessageBenchmark() {}

    /** A connection of the loop with itself. */
    @Setup
    public void connect() throws IOException {
        loop = new SteppedLoop();
        device = new IwarpProvider(new IwarpOptions().crc(crc))
                .open(new DeviceContext(loop, new NioStreamSockets(loop)));
        memory = device.protectionDomain().register(ByteBuffer.allocateDirect(2 * BATCH * bytes), Access.LOCAL_WRITE);
        CompletionQueue queue = device.createCompletionQueue(4 * BATCH);
        sender = pair(queue);
        receiver = pair(queue);
        ConnectOptions options = new ConnectOptions(new byte[0], 1, 1, CONNECT_TIMEOUT_NS);
        InetSocketAddress place = device.connectionManager()
                .listen(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        1,
                        request -> request.accept(receiver, options),
                        null)
                .localAddress();
        for (int i = 0; i < BATCH; i++) {
            postReceive(i);
        }
        device.connectionManager().connect(sender, place, options);
        for (int i = 0; i < CONNECT_STEPS && !isConnected(); i++) {
            loop.step();
        }
        if (!isConnected()) {
            throw new IllegalStateException("no connection: " + sender.state() + ", " + receiver.state());
        }
    }

    private boolean isConnected() {
        return sender.state() == QueuePairState.READY && receiver.state() == QueuePairState.READY;
    }

    private QueuePair pair(CompletionQueue queue) {
        return device.createQueuePair(new QueuePairOptions(queue, BATCH, BATCH, 1, this::onCompletion, new Silent()));
    }

    /** Ends it. */
    @TearDown
    public void close() {
        device.close();
    }

    /** A batch of Sends from post to the completion of every receive and send. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void sends() {
        received = 0;
        sent = 0;
        for (int i = 0; i < BATCH; i++) {
            send.setSge(memory, i * bytes, bytes).id(i);
            sender.postSend(send);
        }
        while (received < BATCH || sent < BATCH) {
            loop.step();
        }
    }

    private void onCompletion(WorkCompletion completion) {
        if (completion.opcode() == WorkOpcode.RECEIVE) {
            received++;
            postReceive((int) completion.id());
        } else {
            sent++;
        }
    }

    private void postReceive(int index) {
        receiver.postReceive(
                receive.setSge(memory, (BATCH + index) * bytes, bytes).id(index));
    }

    /** What happens to the connection does not matter but for its state. */
    private static final class Silent implements ConnectionEvents {
        @Override
        public void onEstablished(ConnectionInfo info) {}

        @Override
        public void onConnectFailed(ConnectFailure failure) {}

        @Override
        public void onDisconnected(Disconnect disconnect) {}
    }
}
