package io.isere.tcp;

import io.isere.iscsi.pdu.Bhs;
import io.isere.rdma.loop.LoopTimer;
import io.isere.rdma.loop.RdmaLoop;
import io.isere.rdma.memory.Slab;
import io.isere.rdma.net.SocketListener;
import io.isere.rdma.net.StreamSocket;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Waits for the header of the first Login Request of a connection, which tells which session it is for: before that the
 * connection has no loop of its own. A peer that does not send one in time is closed.
 *
 * <p>Thread: the loop the socket was accepted on. Used once. Control path.
 */
public final class TcpFirstHeader implements SocketListener {
    private final StreamSocket socket;
    private final Consumer<ByteBuffer> onHeader;
    private final Slab header = new Slab(ByteBuffer.allocateDirect(Bhs.LENGTH_BYTES));
    private final LoopTimer timer;
    private int receivedBytes;
    private boolean over;

    private TcpFirstHeader(
            StreamSocket socket, ByteBuffer firstBytes, RdmaLoop loop, long timeoutNs, Consumer<ByteBuffer> onHeader) {
        this.socket = socket;
        this.onHeader = onHeader;
        receivedBytes = firstBytes.remaining();
        header.bytes().put(0, firstBytes, firstBytes.position(), receivedBytes);
        timer = loop.schedule(timeoutNs, this::giveUp);
    }

    /**
     * Takes over a socket until its header is here.
     *
     * @param firstBytes what was read of it already
     * @param onHeader gets what was read then: a whole header at least; the socket is its
     */
    public static void await(
            StreamSocket socket, ByteBuffer firstBytes, RdmaLoop loop, long timeoutNs, Consumer<ByteBuffer> onHeader) {
        if (firstBytes.remaining() >= Bhs.LENGTH_BYTES) {
            onHeader.accept(firstBytes);
            return;
        }
        TcpFirstHeader waiting = new TcpFirstHeader(socket, firstBytes, loop, timeoutNs, onHeader);
        socket.listener(waiting);
        waiting.onReadable();
    }

    @Override
    public void onReadable() {
        while (!over && receivedBytes < Bhs.LENGTH_BYTES) {
            int read = socket.read(header, receivedBytes, Bhs.LENGTH_BYTES - receivedBytes);
            if (read < 0) {
                giveUp();
            }
            if (read <= 0) {
                return;
            }
            receivedBytes += read;
        }
        if (!over) {
            over = true;
            timer.cancel();
            onHeader.accept(header.bytes().duplicate().position(0).limit(Bhs.LENGTH_BYTES));
        }
    }

    @Override
    public void onWritable() {
        // It writes nothing.
    }

    private void giveUp() {
        if (!over) {
            over = true;
            timer.cancel();
            socket.close();
        }
    }
}
