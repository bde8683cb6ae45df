package io.isere.rdma.iwarp;

import io.isere.rdma.memory.Slab;
import io.isere.rdma.net.IoVector;
import io.isere.rdma.net.StreamSocket;
import java.nio.ByteBuffer;

/**
 * Bytes read ahead of what is being parsed: headers, and messages too small to be read into place.
 *
 * <p>How much is read ahead adapts: the window doubles while reads fill it, and halves when large payloads come, which
 * had better be read straight into their memory.
 *
 * <p>Thread: its connection's loop. Lifetime: the connection's. Allocates its slab when made, nothing afterwards.
 */
final class ReceiveStage {
    private final Slab slab;
    private final int minWindowBytes;
    private int windowBytes;
    private int begin;
    private int end;

    ReceiveStage(int minWindowBytes, int capacityBytes) {
        this.slab = new Slab(ByteBuffer.allocateDirect(capacityBytes));
        this.minWindowBytes = minWindowBytes;
        this.windowBytes = minWindowBytes;
    }

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

    int windowBytes() {
        return windowBytes;
    }

    void consume(int bytes) {
        begin += bytes;
        if (begin == end) {
            begin = 0;
            end = 0;
        }
    }

    /** Reads what there is, a window at most; returns what the socket returned. */
    int read(StreamSocket socket) {
        int room = makeRoom();
        int read = socket.read(slab, end, room);
        if (read > 0) {
            end += read;
            if (read == room) {
                windowBytes = Math.min(windowBytes * 2, slab.lengthBytes());
            }
        }
        return read;
    }

    /** Adds a window to a scatter read; {@link #filled} tells how much of it was read. */
    void addTo(IoVector vector) {
        vector.add(slab, end, makeRoom());
    }

    void filled(int bytes) {
        end += bytes;
    }

    /** A payload that is to be read into place lies ahead. */
    void expectLargePayload() {
        windowBytes = Math.max(minWindowBytes, windowBytes / 2);
    }

    /** Moves what is left to the front when less than a window is free behind it; returns how much to read. */
    private int makeRoom() {
        if (begin > 0 && slab.lengthBytes() - end < windowBytes) {
            slab.bytes().put(0, slab.bytes(), begin, end - begin);
            end -= begin;
            begin = 0;
        }
        return Math.min(windowBytes, slab.lengthBytes() - end);
    }
}
