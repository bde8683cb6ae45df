package io.isere.rdma.eventloop;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.rdma.Allocation;
import io.isere.rdma.memory.Slab;
import io.isere.rdma.net.IoVector;
import io.isere.rdma.net.ListenSocket;
import io.isere.rdma.net.SocketListener;
import io.isere.rdma.net.StreamSocket;
import io.isere.rdma.net.StreamSockets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Messages there and back between two loops allocate nothing on either; but for the JDK's selector, which boxes descriptor
 * numbers above 127. What counts is the best of a few windows: an allocation for every message shows in each, while what the
 * virtual machine does once (linking, a method compiled anew) shows in one.
 */
class SocketAllocationTest {
    private static final int WINDOWS = 4;
    private static final int ROUNDS = 10_000;
    private static final int HEADER_BYTES = 28;
    private static final int BODY_BYTES = 100;
    private static final long BOXED_INTEGER_BYTES = 16;

    @ParameterizedTest
    @MethodSource("io.isere.rdma.eventloop.LoopKinds#all")
    void tenThousandPingPongsAllocateNothing(LoopOptions options) throws Exception {
        try (TestLoops loops = new TestLoops(2, options)) {
            Player server = new Player();
            Player client = new Player();
            ListenSocket listening = TestLoops.on(
                    loops.loop(1),
                    () -> loops.loop(1)
                            .sockets()
                            .listen(
                                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                    1,
                                    server::onConnected));
            for (int i = 0; i < 2; i++) {
                NettyRdmaLoop loop = loops.loop(i);
                TestLoops.run(loop, () -> loop.register(new ScriptedPollable()));
            }
            TestLoops.run(loops.loop(0), () -> loops.loop(0).sockets().connect(listening.localAddress(), client));
            TestLoops.await("the connection", client.connected);
            TestLoops.run(loops.loop(0), () -> {
                client.other = server;
                client.send();
            });
            TestLoops.await("the rounds", client.done);
            assertThat(client.leastBytes).isBetween(0L, allowedBytes(options));
            assertThat(server.leastBytes).isBetween(0L, allowedBytes(options));
        }
    }

    private static long allowedBytes(LoopOptions options) {
        return options.socketKind() == SocketKind.NIO ? BOXED_INTEGER_BYTES * ROUNDS : 0;
    }

    /** Answers each message with one of two ranges in two slabs. The one that knows its opponent ends the game. */
    private static final class Player implements SocketListener, StreamSockets.ConnectHandler {
        private final CountDownLatch connected = new CountDownLatch(1);
        private final CountDownLatch done = new CountDownLatch(1);
        private final Slab header = new Slab(ByteBuffer.allocateDirect(HEADER_BYTES));
        private final Slab body = new Slab(ByteBuffer.allocateDirect(BODY_BYTES));
        private final Slab in = new Slab(ByteBuffer.allocateDirect(4096));
        private final IoVector out = new IoVector(4);
        private final IoVector into = new IoVector(4);
        private StreamSocket socket;
        private int receivedBytes;
        private int rounds;
        private boolean playing = true;
        private Player other;
        private long before;
        private volatile long leastBytes = Long.MAX_VALUE;

        @Override
        public void onConnected(StreamSocket given) {
            socket = given;
            given.listener(this);
            connected.countDown();
        }

        @Override
        public void onFailed(IOException cause) {
            throw new AssertionError(cause);
        }

        @Override
        public void onReadable() {
            while (readOnce() > 0) {
                while (receivedBytes >= HEADER_BYTES + BODY_BYTES) {
                    receivedBytes -= HEADER_BYTES + BODY_BYTES;
                    onMessage();
                }
            }
        }

        /** By turns into one range and scattered over two. */
        private long readOnce() {
            long count;
            if (rounds % 2 == 0) {
                count = socket.read(in, 0, in.lengthBytes());
            } else {
                into.clear();
                into.add(in, 0, 16);
                into.add(in, 100, 1000);
                count = socket.read(into);
            }
            receivedBytes += (int) Math.max(0, count);
            return count;
        }

        private void onMessage() {
            rounds++;
            if (rounds % ROUNDS == 0) {
                endWindow();
            }
            if (playing) {
                send();
            }
        }

        private void endWindow() {
            long allocatedBytes = Allocation.ofThisThreadBytes();
            leastBytes = Math.min(leastBytes, allocatedBytes - before);
            before = allocatedBytes;
            Player opponent = other;
            if (opponent != null) {
                playing = rounds < WINDOWS * ROUNDS && Math.max(leastBytes, opponent.leastBytes) > 0;
                if (!playing) {
                    done.countDown();
                }
            }
        }

        private void send() {
            out.clear();
            out.add(header, 0, HEADER_BYTES);
            out.add(body, 0, BODY_BYTES);
            if (socket.write(out) != HEADER_BYTES + BODY_BYTES) {
                socket.wantWritable();
            }
        }

        @Override
        public void onWritable() {
            socket.write(out);
        }
    }
}
