package io.isere.tcp;

import io.isere.rdma.memory.Slab;
import io.isere.rdma.net.IoVector;
import io.isere.rdma.net.StreamSocket;
import java.nio.ByteBuffer;

/**
 * Bytes read ahead of what is being parsed: headers, digests, and data segments too small to be read into place.
 *
 * <p>How much is read ahead adapts: the window doubles while reads fill it and halves when large data segments come, which
 * had better be read straight into their memory.
 *
 * <p>Thread: its connection's loop. Lifetime: the connection's. Allocates its slab when made, nothing afterwards.
 */
final class TcpReadStage {
    private static final int MIN_WINDOW_BYTES = 4 << 10;
    private static final int CAPACITY_BYTES = 64 << 10;

    private final Slab slab = new Slab(ByteBuffer.allocateDirect(CAPACITY_BYTES));
    private int windowBytes = MIN_WINDOW_BYTES;
    private int begin;
    private int end;

    Slab slab() {
        return slab;
    }

    ByteBuffer bytes() {
        return slab.bytes();
    }

    /** Where the bytes not consumed yet begin. */
    int begin() {
        return begin;
    }

    /** Bytes not consumed yet. */
    int available() {
        return end - begin;
    }

    void consume(int bytes) {
        begin += bytes;
        if (begin == end) {
            begin = 0;
            end = 0;
        }
    }

    /** Puts in bytes that somebody else has read of the stream already; they must fit. */
    void append(ByteBuffer source) {
        int bytes = source.remaining();
        slab.bytes().put(end, source, source.position(), bytes);
        end += bytes;
    }

    /** Reads what there is, a window at most; returns what the socket returned. */
    int read(StreamSocket socket) {
        int roomBytes = makeRoom();
        int readBytes = socket.read(slab, end, roomBytes);
        if (readBytes > 0) {
            end += readBytes;
            if (readBytes == roomBytes) {
                windowBytes = Math.min(windowBytes * 2, CAPACITY_BYTES);
            }
        }
        return readBytes;
    }

    /** Adds a window to a scatter read; {@link #filled} tells how much of it was read. */
    void addTo(IoVector vector) {
        int roomBytes = makeRoom();
        vector.add(slab, end, roomBytes);
    }

    void filled(int bytes) {
        end += bytes;
    }

    /** Bytes of a data segment that is to be read into place lie ahead. */
    void expectPayload(int bytes) {
        if (bytes >= windowBytes) {
            windowBytes = Math.max(MIN_WINDOW_BYTES, windowBytes / 2);
        }
    }

    /** Moves what is left to the front when less than a window is free behind it; returns how much to read. */
    private int makeRoom() {
        if (begin > 0 && CAPACITY_BYTES - end < windowBytes) {
            slab.bytes().put(0, slab.bytes(), begin, end - begin);
            end -= begin;
            begin = 0;
        }
        return Math.min(windowBytes, CAPACITY_BYTES - end);
    }
}
