package io.isere.rdma.iwarp;

import io.isere.rdma.loop.LoopTimer;
import io.isere.rdma.loop.RdmaLoop;
import io.isere.rdma.memory.Slab;
import io.isere.rdma.net.IoVector;
import io.isere.rdma.net.SocketListener;
import io.isere.rdma.net.StreamSocket;
import java.nio.ByteBuffer;
import java.util.Set;

/**
 * Sends a socket's last bytes and ends it so that the peer really gets them: sends, half-closes, and takes what still
 * arrives until the peer has closed too. A plain close with unread bytes would make TCP reset the connection, and a
 * Terminate message would be lost with it (RFC 5040 section 6.2.1).
 *
 * <p>Thread: its loop. Lifetime: until the peer closes or the time is up. Control path; allocates. No memory of the
 * application is touched.
 */
final class LingeringClose implements SocketListener {
    private static final int DRAIN_BYTES = 8192;
    private static final int MAX_DRAINS_PER_TURN = 64;

    private final StreamSocket socket;
    private final RdmaLoop loop;
    private final Set<LingeringClose> lingering;
    private final IoVector last = new IoVector(1);
    private final Slab drain = new Slab(ByteBuffer.allocateDirect(DRAIN_BYTES));
    private final LoopTimer timer;
    private boolean halfClosed;
    private boolean over;

    private LingeringClose(StreamSocket socket, RdmaLoop loop, long timeoutNs, Set<LingeringClose> lingering) {
        this.socket = socket;
        this.loop = loop;
        this.lingering = lingering;
        this.timer = loop.schedule(timeoutNs, this::end);
    }

    /**
     * Starts; from now on the socket is nobody else's.
     *
     * @param lingering where it is kept as long as it lasts
     */
    static void start(
            StreamSocket socket,
            Slab lastBytes,
            int lengthBytes,
            RdmaLoop loop,
            long timeoutNs,
            Set<LingeringClose> lingering) {
        LingeringClose close = new LingeringClose(socket, loop, timeoutNs, lingering);
        lingering.add(close);
        close.last.add(lastBytes, 0, lengthBytes);
        socket.listener(close);
        close.onWritable();
        close.onReadable();
    }

    @Override
    public void onWritable() {
        if (over || halfClosed) {
            return;
        }
        if (last.count() > 0 && socket.write(last) < 0) {
            end();
        } else if (last.count() > 0) {
            socket.wantWritable();
        } else {
            halfClosed = true;
            socket.shutdownOutput();
        }
    }

    @Override
    public void onReadable() {
        int read = StreamSocket.WOULD_BLOCK + 1;
        for (int i = 0; !over && read > 0 && i < MAX_DRAINS_PER_TURN; i++) {
            read = socket.read(drain, 0, DRAIN_BYTES);
        }
        if (!over && read < 0) {
            end();
        } else if (!over && read > 0) {
            // More is there, and the socket gives no second hint of it.
            loop.execute(this::onReadable);
        }
    }

    /** Closes the socket, whatever has come. */
    void end() {
        if (!over) {
            over = true;
            timer.cancel();
            socket.close();
            lingering.remove(this);
        }
    }
}
