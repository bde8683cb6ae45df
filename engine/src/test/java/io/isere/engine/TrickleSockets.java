package io.isere.engine;

import io.isere.rdma.memory.Slab;
import io.isere.rdma.net.DetachedSocket;
import io.isere.rdma.net.IoVector;
import io.isere.rdma.net.ListenSocket;
import io.isere.rdma.net.SocketListener;
import io.isere.rdma.net.StreamSocket;
import io.isere.rdma.net.StreamSockets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Sockets whose reads and writes move few bytes at a time, so that PDUs are cut wherever they can be; on request they
 * corrupt what is read.
 */
final class TrickleSockets implements StreamSockets {
    private final StreamSockets sockets;
    private final int maxBytes;
    private final Random random;
    private int bytesToCorruption = Integer.MAX_VALUE;
    private int corruptions;

    /**
     * @param maxBytes most bytes of a read or write; each moves 1 to that many
     */
    TrickleSockets(StreamSockets sockets, int maxBytes, long seed) {
        this.sockets = sockets;
        this.maxBytes = maxBytes;
        random = new Random(seed);
    }

    /** Corrupts a byte among the next {@code within} that are read, and another one among as many after that, and so on. */
    void corruptWithin(int within, int count) {
        bytesToCorruption = random.nextInt(within);
        corruptions = count;
    }

    private void pass(Slab slab, int offsetBytes, int lengthBytes) {
        bytesToCorruption -= lengthBytes;
        if (bytesToCorruption < 0 && corruptions > 0) {
            corruptions--;
            int place = offsetBytes + random.nextInt(lengthBytes);
            int bits = random.nextBoolean() ? 1 << random.nextInt(8) : 1 + random.nextInt(255);
            slab.bytes().put(place, (byte) (slab.bytes().get(place) ^ bits));
            bytesToCorruption = 200 + random.nextInt(2000);
        }
    }

    @Override
    public ListenSocket listen(InetSocketAddress address, int backlog, Consumer<StreamSocket> onAccept)
            throws IOException {
        return sockets.listen(address, backlog, socket -> onAccept.accept(new Trickle(socket)));
    }

    @Override
    public ConnectAttempt connect(InetSocketAddress remote, ConnectHandler handler) {
        return sockets.connect(remote, new ConnectHandler() {
            @Override
            public void onConnected(StreamSocket socket) {
                handler.onConnected(new Trickle(socket));
            }

            @Override
            public void onFailed(IOException cause) {
                handler.onFailed(cause);
            }
        });
    }

    @Override
    public StreamSocket adopt(DetachedSocket socket) throws IOException {
        return new Trickle(sockets.adopt(socket));
    }

    private final class Trickle implements StreamSocket {
        private final StreamSocket socket;
        private final IoVector one = new IoVector(1);

        Trickle(StreamSocket socket) {
            this.socket = socket;
        }

        private int some(int bytes) {
            return Math.min(bytes, 1 + random.nextInt(maxBytes));
        }

        private void takeFirst(IoVector vector) {
            one.clear();
            one.add(vector.slab(0), vector.offsetBytes(0), some(vector.lengthBytes(0)));
        }

        @Override
        public int read(Slab slab, int offsetBytes, int lengthBytes) {
            int bytes = socket.read(slab, offsetBytes, some(lengthBytes));
            if (bytes > 0) {
                pass(slab, offsetBytes, bytes);
            }
            return bytes;
        }

        @Override
        public long read(IoVector into) {
            takeFirst(into);
            long bytes = socket.read(one);
            if (bytes > 0) {
                pass(into.slab(0), into.offsetBytes(0), (int) bytes);
                into.consume(bytes);
            }
            return bytes;
        }

        @Override
        public long write(IoVector from) {
            takeFirst(from);
            long bytes = socket.write(one);
            if (bytes > 0) {
                from.consume(bytes);
            }
            return bytes;
        }

        @Override
        public void listener(SocketListener listener) {
            socket.listener(listener);
        }

        @Override
        public void wantWritable() {
            socket.wantWritable();
        }

        @Override
        public String failure() {
            return socket.failure();
        }

        @Override
        public InetSocketAddress localAddress() {
            return socket.localAddress();
        }

        @Override
        public InetSocketAddress remoteAddress() {
            return socket.remoteAddress();
        }

        @Override
        public int maxSegmentBytes() {
            return socket.maxSegmentBytes();
        }

        @Override
        public DetachedSocket detach() {
            return socket.detach();
        }

        @Override
        public void shutdownOutput() {
            socket.shutdownOutput();
        }

        @Override
        public void close() {
            socket.close();
        }

        @Override
        public void reset() {
            socket.reset();
        }
    }
}
