package io.isere.tcp;

import io.isere.rdma.net.StreamSocket;
import java.util.ArrayDeque;

/**
 * The line of what a connection has to send, first come first sent, and its way into the socket: whatever one turn of the
 * loop produced leaves in one gather write.
 *
 * <p>Thread: its connection's loop. Allocates when the line is longer than ever before.
 */
final class TcpTransmitter {
    private static final int BATCHES_PER_TURN = 8;
    private static final int LINE_LENGTH = 512;

    /** How writing went. */
    enum Outcome {
        /** All has left. */
        IDLE,
        /** There is more, and the socket takes it. */
        MORE,
        /** The socket takes no more now. */
        BLOCKED,
        /** The connection is broken. */
        BROKEN
    }

    private final TcpPduWriter writer;
    private final ArrayDeque<Outgoing> line = new ArrayDeque<>(LINE_LENGTH);

    TcpTransmitter(TcpPduWriter writer) {
        this.writer = writer;
    }

    /** Puts something at the end of the line. */
    void add(Outgoing outgoing) {
        line.addLast(outgoing);
    }

    /** Takes something out of the line; PDUs of it that were handed to the writer still go. */
    void cancel(Outgoing outgoing) {
        line.remove(outgoing);
    }

    boolean isIdle() {
        return line.isEmpty() && writer.isEmpty();
    }

    /** Hands to the writer as much as it takes; what follows can be encoded differently. */
    void handOver() {
        while (!line.isEmpty() && line.getFirst().emit(writer)) {
            line.removeFirst();
        }
    }

    Outcome transmit(StreamSocket socket) {
        for (int i = 0; i < BATCHES_PER_TURN; i++) {
            handOver();
            if (writer.isEmpty()) {
                return Outcome.IDLE;
            }
            long written = writer.write(socket);
            if (written == StreamSocket.WOULD_BLOCK) {
                return Outcome.BLOCKED;
            }
            if (written < 0) {
                return Outcome.BROKEN;
            }
        }
        return isIdle() ? Outcome.IDLE : Outcome.MORE;
    }

    void clear() {
        line.clear();
        writer.clear();
    }
}
