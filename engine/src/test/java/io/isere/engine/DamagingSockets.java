package io.isere.engine;

import io.isere.iscsi.pdu.AnyBhs;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.Opcode;
import io.isere.rdma.memory.Slab;
import io.isere.rdma.net.DetachedSocket;
import io.isere.rdma.net.IoVector;
import io.isere.rdma.net.ListenSocket;
import io.isere.rdma.net.SocketListener;
import io.isere.rdma.net.StreamSocket;
import io.isere.rdma.net.StreamSockets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Sockets over which iSCSI PDUs of full feature phase, which have digests of headers and data, arrive with a data segment
 * damaged now and then; headers never. For one thread.
 */
final class DamagingSockets implements StreamSockets {
    private final StreamSockets sockets;
    private final SplittableRandom random;
    private final Damage damage;

    /** How often data is damaged, of all sockets together. */
    static final class Damage {
        /** One PDU with data in so many; 0: none. */
        int oneIn;

        int done;
    }

    DamagingSockets(StreamSockets sockets, Damage damage, long seed) {
        this.sockets = sockets;
        this.damage = damage;
        random = new SplittableRandom(seed);
    }

    @Override
    public ListenSocket listen(InetSocketAddress address, int backlog, Consumer<StreamSocket> onAccept)
            throws IOException {
        return sockets.listen(address, backlog, socket -> onAccept.accept(new Damaging(socket)));
    }

    @Override
    public ConnectAttempt connect(InetSocketAddress remote, ConnectHandler handler) {
        return sockets.connect(remote, new ConnectHandler() {
            @Override
            public void onConnected(StreamSocket socket) {
                handler.onConnected(new Damaging(socket));
            }

            @Override
            public void onFailed(IOException cause) {
                handler.onFailed(cause);
            }
        });
    }

    @Override
    public StreamSocket adopt(DetachedSocket socket) throws IOException {
        return new Damaging(sockets.adopt(socket));
    }

    /** One socket, and how far the stream that is read from it has been taken apart. */
    private final class Damaging implements StreamSocket {
        private final StreamSocket socket;
        private final ByteBuffer header = ByteBuffer.allocate(Bhs.LENGTH_BYTES);
        private final AnyBhs bhs = new AnyBhs().wrap(header, 0);
        private int headerBytes;
        private int skipBytes;
        private int dataBytes;
        private int tailBytes;
        private int toDamage = -1;

        Damaging(StreamSocket socket) {
            this.socket = socket;
        }

        private void pass(Slab slab, int offset, int length) {
            for (int i = offset; i < offset + length; i++) {
                passByte(slab.bytes(), i);
            }
        }

        private void passByte(ByteBuffer bytes, int at) {
            if (headerBytes < Bhs.LENGTH_BYTES) {
                header.put(headerBytes++, bytes.get(at));
                if (headerBytes == Bhs.LENGTH_BYTES) {
                    beginBody();
                }
            } else if (skipBytes > 0) {
                skipBytes--;
            } else if (dataBytes > 0) {
                dataBytes--;
                if (dataBytes == toDamage) {
                    bytes.put(at, (byte) (bytes.get(at) ^ 0x40));
                    damage.done++;
                }
            } else {
                tailBytes--;
            }
            if (headerBytes == Bhs.LENGTH_BYTES && skipBytes + dataBytes + tailBytes == 0) {
                headerBytes = 0;
            }
        }

        private void beginBody() {
            boolean login = bhs.opcode() == Opcode.LOGIN_REQUEST || bhs.opcode() == Opcode.LOGIN_RESPONSE;
            int digestBytes = login ? 0 : 4;
            skipBytes = bhs.totalAhsLengthBytes() + digestBytes;
            dataBytes = bhs.dataSegmentLengthBytes();
            tailBytes = bhs.paddedDataSegmentLengthBytes() - dataBytes + (dataBytes > 0 ? digestBytes : 0);
            boolean hit = !login && dataBytes > 0 && damage.oneIn > 0 && random.nextInt(damage.oneIn) == 0;
            toDamage = hit ? random.nextInt(dataBytes) : -1;
        }

        @Override
        public int read(Slab slab, int offsetBytes, int lengthBytes) {
            int bytes = socket.read(slab, offsetBytes, lengthBytes);
            if (bytes > 0) {
                pass(slab, offsetBytes, bytes);
            }
            return bytes;
        }

        @Override
        public long read(IoVector into) {
            IoVector one = new IoVector(1);
            one.add(into.slab(0), into.offsetBytes(0), into.lengthBytes(0));
            long bytes = socket.read(one);
            if (bytes > 0) {
                pass(into.slab(0), into.offsetBytes(0), (int) bytes);
                into.consume(bytes);
            }
            return bytes;
        }

        @Override
        public long write(IoVector from) {
            return socket.write(from);
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
