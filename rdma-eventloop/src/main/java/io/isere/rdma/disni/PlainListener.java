package io.isere.rdma.disni;

import io.isere.rdma.loop.LoopTimer;
import io.isere.rdma.loop.RdmaLoop;
import io.isere.rdma.memory.Slab;
import io.isere.rdma.net.ListenSocket;
import io.isere.rdma.net.SocketListener;
import io.isere.rdma.net.StreamSocket;
import io.isere.rdma.net.StreamSockets;
import io.isere.rdma.verbs.ConnectionManager.ForeignHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The TCP port beside an RDMA port of the same number: InfiniBand and RoCE have port numbers of their own, so TCP's is free
 * for those who speak without RDMA. On iWARP the device has that port too, and there can be none of these.
 *
 * <p>Thread: its device's loop. Lifetime: the RDMA listener's. Control path; allocates.
 */
final class PlainListener {
    private static final long FIRST_BYTES_TIMEOUT_NS = 15_000_000_000L;
    private static final int MOST_BYTES = 512;
    private static final int MAX_WAITING = 256;

    private final RdmaLoop loop;
    private final ForeignHandler handler;
    private final Set<Newcomer> waiting = new LinkedHashSet<>();
    private final ListenSocket socket;

    /**
     * Listens.
     *
     * @throws IOException when the port is taken, by an iWARP device for example
     */
    PlainListener(RdmaLoop loop, StreamSockets sockets, InetSocketAddress address, int backlog, ForeignHandler handler)
            throws IOException {
        this.loop = loop;
        this.handler = handler;
        socket = sockets.listen(address, backlog, this::onAccept);
    }

    private void onAccept(StreamSocket accepted) {
        if (waiting.size() >= MAX_WAITING) {
            waiting.iterator().next().giveUp();
        }
        Newcomer newcomer = new Newcomer(accepted);
        waiting.add(newcomer);
        accepted.listener(newcomer);
        newcomer.onReadable();
    }

    void close() {
        socket.close();
        List.copyOf(waiting).forEach(Newcomer::giveUp);
    }

    /** A connection whose first bytes are awaited. */
    private final class Newcomer implements SocketListener {
        private final StreamSocket stream;
        private final Slab bytes = new Slab(ByteBuffer.allocateDirect(MOST_BYTES));
        private final LoopTimer timer = loop.schedule(FIRST_BYTES_TIMEOUT_NS, this::giveUp);
        private boolean over;

        Newcomer(StreamSocket stream) {
            this.stream = stream;
        }

        @Override
        public void onReadable() {
            if (over) {
                return;
            }
            int count = stream.read(bytes, 0, MOST_BYTES);
            if (count > 0) {
                leave();
                handOver(count);
            } else if (count != StreamSocket.WOULD_BLOCK) {
                giveUp();
            }
        }

        private void handOver(int count) {
            try {
                handler.onForeign(stream, bytes.view(0, 0, count));
            } catch (Throwable e) {
                loop.reportUncaught("foreign connection handler", e);
                stream.close();
            }
        }

        @Override
        public void onWritable() {
            // It writes nothing.
        }

        void giveUp() {
            if (!over) {
                leave();
                stream.close();
            }
        }

        private void leave() {
            over = true;
            timer.cancel();
            waiting.remove(this);
        }
    }
}
