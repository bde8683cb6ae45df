package io.isere.tcp;

import io.isere.datamover.ConnectionResources;
import io.isere.datamover.DatamoverListener;
import io.isere.datamover.LoopMemory;
import io.isere.datamover.PendingConnection;
import io.isere.datamover.TransportConnector;
import io.isere.datamover.TransportHandler;
import io.isere.datamover.TransportKind;
import io.isere.iscsi.pdu.Opcode;
import io.isere.iscsi.text.LocalValues;
import io.isere.rdma.loop.LoopTimer;
import io.isere.rdma.loop.RdmaLoop;
import io.isere.rdma.net.DetachedSocket;
import io.isere.rdma.net.StreamPoller;
import io.isere.rdma.net.StreamSocket;
import io.isere.rdma.net.StreamSockets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Makes plain iSCSI connections on one loop, by connecting or by accepting. Control path; thread: the loop. Lifetime: the
 * loop's.
 */
public final class TcpConnector implements TransportConnector {
    private static final int OPCODE_MASK = 0x3f;

    private final RdmaLoop loop;
    private final StreamSockets sockets;
    private final LoopMemory memory;
    private final TcpOptions options;
    private final StreamPoller poller;

    /**
     * For the loop that owns sockets and memory.
     *
     * @param poller registered with the loop as long as there are connections
     */
    public TcpConnector(
            RdmaLoop loop, StreamSockets sockets, StreamPoller poller, LoopMemory memory, TcpOptions options) {
        this.loop = loop;
        this.sockets = sockets;
        this.poller = poller;
        this.memory = memory;
        this.options = options;
    }

    /** Whether the first byte of a connection begins a Login Request, as every iSCSI connection does. */
    public static boolean isLogin(ByteBuffer firstBytes) {
        return firstBytes.hasRemaining()
                && (firstBytes.get(firstBytes.position()) & OPCODE_MASK) == Opcode.LOGIN_REQUEST.code();
    }

    @Override
    public TransportKind kind() {
        return TransportKind.TCP;
    }

    @Override
    public boolean advertisesSolicitedDataOnly() {
        return false;
    }

    @Override
    public LocalValues values(LocalValues wanted) {
        return options.values(wanted);
    }

    @Override
    public void connect(
            InetSocketAddress remote,
            ConnectionResources resources,
            DatamoverListener listener,
            TransportHandler handler) {
        new Attempt(remote, listener, handler).start();
    }

    /**
     * Makes a connection that was accepted on another loop, and detached from it, one that a target on this loop can
     * accept.
     *
     * @param readAlready what was read of it already, 64 KiB at most; copied
     * @throws IOException when the socket cannot be used here; it is closed then
     */
    public PendingConnection pending(DetachedSocket socket, ByteBuffer readAlready) throws IOException {
        return pending(sockets.adopt(socket), readAlready);
    }

    /**
     * Makes a connection that was accepted on this loop one that a target can accept.
     *
     * @param readAlready what was read of it already, 64 KiB at most; copied
     */
    public PendingConnection pending(StreamSocket socket, ByteBuffer readAlready) {
        ByteBuffer copy = ByteBuffer.allocate(readAlready.remaining());
        copy.put(0, readAlready, readAlready.position(), readAlready.remaining());
        return new Pending(socket, copy);
    }

    private void open(
            StreamSocket socket,
            boolean target,
            ByteBuffer readAlready,
            DatamoverListener listener,
            TransportHandler handler) {
        String addresses = socket.localAddress() + (target ? " <- " : " -> ") + socket.remoteAddress();
        TcpDatamover datamover = new TcpDatamover(memory, target, listener, addresses);
        TcpStream stream = new TcpStream(
                loop,
                poller,
                socket,
                datamover.receiver(),
                datamover.transmitter(),
                options.closeTimeoutNs(),
                datamover);
        datamover.start(stream, readAlready);
        handler.onConnected(datamover, socket.localAddress(), socket.remoteAddress());
        stream.start();
    }

    /** An accepted connection with this loop's connector behind it. */
    private final class Pending implements PendingConnection {
        private final StreamSocket socket;
        private final ByteBuffer readAlready;

        Pending(StreamSocket socket, ByteBuffer readAlready) {
            this.socket = socket;
            this.readAlready = readAlready;
        }

        @Override
        public TransportKind kind() {
            return TransportKind.TCP;
        }

        @Override
        public LocalValues values(LocalValues wanted) {
            return options.values(wanted);
        }

        @Override
        public InetSocketAddress remoteAddress() {
            return socket.remoteAddress();
        }

        @Override
        public void accept(ConnectionResources resources, DatamoverListener listener, TransportHandler handler) {
            open(socket, true, readAlready, listener, handler);
        }

        @Override
        public void reject() {
            socket.reset();
        }
    }

    /** A connection in the making. */
    private final class Attempt implements StreamSockets.ConnectHandler {
        private final InetSocketAddress remote;
        private final DatamoverListener listener;
        private final TransportHandler handler;
        private StreamSockets.@Nullable ConnectAttempt attempt;
        private @Nullable LoopTimer timer;

        Attempt(InetSocketAddress remote, DatamoverListener listener, TransportHandler handler) {
            this.remote = remote;
            this.listener = listener;
            this.handler = handler;
        }

        void start() {
            timer = loop.schedule(options.connectTimeoutNs(), this::onTimeout);
            attempt = sockets.connect(remote, this);
        }

        private void onTimeout() {
            if (attempt != null) {
                attempt.cancel();
            }
            handler.onConnectFailed("no TCP connection to " + remote + " in time");
        }

        private void stopTimer() {
            if (timer != null) {
                timer.cancel();
            }
        }

        @Override
        public void onConnected(StreamSocket socket) {
            stopTimer();
            open(socket, false, ByteBuffer.allocate(0), listener, handler);
        }

        @Override
        public void onFailed(IOException cause) {
            stopTimer();
            handler.onConnectFailed(String.valueOf(cause.getMessage()));
        }
    }
}
