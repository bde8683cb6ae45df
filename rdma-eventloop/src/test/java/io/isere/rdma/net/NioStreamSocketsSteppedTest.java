package io.isere.rdma.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.rdma.loop.RdmaLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** The java.nio sockets, polled by two loops that the test's own thread turns. */
class NioStreamSocketsSteppedTest extends StreamSocketsSuite {
    private static final long BOUND_NS = 30_000_000_000L;

    @Override
    protected SocketLoops createLoops() {
        return new SteppedLoops();
    }

    @Test
    void pollsOnlyWhileSomethingIsOpen() throws Exception {
        SteppedTestLoop loop = new SteppedTestLoop();
        NioStreamSockets sockets = new NioStreamSockets(loop);
        assertThat(loop.pollables()).isZero();
        ListenSocket listening =
                sockets.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1, socket -> {});
        assertThat(loop.pollables()).isOne();
        listening.close();
        assertThat(loop.pollables()).isZero();
    }

    private static final class SteppedLoops implements SocketLoops {
        private final SteppedTestLoop[] loops = {new SteppedTestLoop(), new SteppedTestLoop()};
        private final StreamSockets[] sockets = {new NioStreamSockets(loops[0]), new NioStreamSockets(loops[1])};

        @Override
        public RdmaLoop loop(int index) {
            return loops[index];
        }

        @Override
        public StreamSockets sockets(int index) {
            return sockets[index];
        }

        @Override
        public void on(int index, Action action) throws Exception {
            action.run();
        }

        @Override
        public void until(String what, BooleanSupplier condition) {
            long startNs = System.nanoTime();
            do {
                loops[0].turn();
                loops[1].turn();
                if (System.nanoTime() - startNs > BOUND_NS) {
                    throw new AssertionError("still waiting: " + what);
                }
            } while (!condition.getAsBoolean());
        }

        @Override
        public long uncaught() {
            return (long) loops[0].uncaught.size() + loops[1].uncaught.size();
        }

        @Override
        public void close() {}
    }
}
