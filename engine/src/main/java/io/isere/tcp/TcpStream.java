package io.isere.tcp;

import io.isere.rdma.loop.LoopTimer;
import io.isere.rdma.loop.RdmaLoop;
import io.isere.rdma.net.PolledStream;
import io.isere.rdma.net.SocketListener;
import io.isere.rdma.net.StreamPoller;
import io.isere.rdma.net.StreamSocket;
import org.jspecify.annotations.Nullable;

/**
 * A connection's socket with its receive and transmit paths, and how the three end.
 *
 * <p>Reading happens as soon as the socket is ready; writing at the end of the loop's turn, once, for everything that the
 * turn produced. Thread: the connection's loop. Lifetime: from {@link #start} to {@link End#onStreamEnd}. Allocates at its
 * end only.
 */
final class TcpStream implements SocketListener, PolledStream {
    private static final int READS_PER_TURN = 16;

    /** Hears of the end. */
    interface End {
        /** The socket is closed and no memory is in use any more; called once, in a later turn. */
        void onStreamEnd(String reason, boolean orderly);
    }

    private final RdmaLoop loop;
    private final StreamPoller poller;
    private final StreamSocket socket;
    private final TcpReceiver receiver;
    private final TcpTransmitter transmitter;
    private final long closeTimeoutNs;
    private final End handler;

    private boolean readableListed;
    private boolean dirtyListed;
    private boolean blocked;
    private boolean closing;
    private boolean peerEnded;
    private boolean outputShut;
    private boolean over;
    private String closeReason = "closed";
    private boolean orderlyClose = true;
    private @Nullable LoopTimer closeTimer;

    TcpStream(
            RdmaLoop loop,
            StreamPoller poller,
            StreamSocket socket,
            TcpReceiver receiver,
            TcpTransmitter transmitter,
            long closeTimeoutNs,
            End handler) {
        this.loop = loop;
        this.poller = poller;
        this.socket = socket;
        this.receiver = receiver;
        this.transmitter = transmitter;
        this.closeTimeoutNs = closeTimeoutNs;
        this.handler = handler;
    }

    void start() {
        if (over) {
            return;
        }
        socket.listener(this);
        readSoon();
    }

    /** Something is to be sent. */
    void wake() {
        if (!dirtyListed && !blocked && !over) {
            dirtyListed = true;
            poller.addDirty(this);
        }
    }

    /** Something may have come, or can be dealt with now. */
    void readSoon() {
        if (!readableListed && !over) {
            readableListed = true;
            poller.addReadable(this);
        }
    }

    @Override
    public void onReadable() {
        if (!readableListed) {
            receive();
        }
    }

    /** Its turn to read on. */
    @Override
    public void readOn() {
        readableListed = false;
        receive();
    }

    private void receive() {
        if (over || peerEnded) {
            return;
        }
        TcpReceiver.Outcome outcome =
                closing ? receiver.discardAll(socket, READS_PER_TURN) : receiver.receive(socket, READS_PER_TURN);
        switch (outcome) {
            case MORE -> readSoon();
            case STOPPED -> {
                if (closing) {
                    readSoon();
                }
            }
            case ENDED -> onPeerEnd();
            case BROKEN -> broken();
            case ERROR -> refuse(receiver.problem());
            case DRAINED, PAUSED, STARVED -> {
                // The socket, or whoever gives a place back, tells when there is something to do.
            }
        }
    }

    private void onPeerEnd() {
        peerEnded = true;
        if (closing) {
            finishClosing();
            return;
        }
        boolean orderly = receiver.isAtBoundary();
        socket.close();
        end(orderly ? "the peer closed the connection" : "the peer's stream ended in the middle of a PDU", orderly);
    }

    private void broken() {
        socket.close();
        end(closing ? closeReason : socket.failure(), closing && orderlyClose);
    }

    /** The peer broke the protocol; what it is told about that leaves before the end. */
    private void refuse(String problem) {
        if (transmitter.isIdle()) {
            abort(problem);
        } else {
            closeReason = problem;
            orderlyClose = false;
            close();
        }
    }

    @Override
    public void onWritable() {
        blocked = false;
        wake();
    }

    /** Its turn to write. */
    @Override
    public void writeOn() {
        dirtyListed = false;
        if (over) {
            return;
        }
        switch (transmitter.transmit(socket)) {
            case MORE -> wake();
            case BLOCKED -> {
                blocked = true;
                socket.wantWritable();
            }
            case BROKEN -> broken();
            case IDLE -> finishClosing();
        }
    }

    /** Sends what is in line, then the end of the stream, and waits for the peer's; nothing more is delivered. */
    void close() {
        if (closing || over) {
            return;
        }
        closing = true;
        receiver.stop();
        closeTimer = loop.schedule(closeTimeoutNs, () -> abort(closeReason));
        wake();
        readSoon();
    }

    private void finishClosing() {
        if (!closing || over || !transmitter.isIdle()) {
            return;
        }
        if (peerEnded) {
            socket.close();
            end(closeReason, orderlyClose);
        } else if (!outputShut) {
            outputShut = true;
            socket.shutdownOutput();
        }
    }

    /** Resets the connection. */
    void abort(String reason) {
        if (!over) {
            socket.reset();
            end(reason, closing && orderlyClose);
        }
    }

    private void end(String reason, boolean orderly) {
        if (over) {
            return;
        }
        over = true;
        receiver.stop();
        transmitter.clear();
        if (closeTimer != null) {
            closeTimer.cancel();
        }
        loop.execute(() -> handler.onStreamEnd(reason, orderly));
    }

    boolean isOver() {
        return over;
    }
}
