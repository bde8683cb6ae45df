package io.isere.rdma.net;

import io.isere.rdma.memory.Slab;
import java.net.InetSocketAddress;

/**
 * A connected, non-blocking TCP socket that belongs to one loop.
 *
 * <p>Reads and writes go straight to and from slabs and never allocate or throw: what can be expected of a socket is a
 * return code. Thread: its loop, until {@link #detach}.
 */
public interface StreamSocket {
    /** Nothing can be moved now; the listener hears when it can. */
    int WOULD_BLOCK = 0;
    /** The peer has closed its sending side. */
    int END_OF_STREAM = -1;
    /** The connection is broken; {@link #failure} says how. */
    int FAILED = -2;

    /** Reads at most {@code lengthBytes} into the slab; returns bytes read (&gt; 0) or one of the codes. */
    int read(Slab slab, int offsetBytes, int lengthBytes);

    /** Scatter read into the vector, which is consumed by what was read; returns bytes (&gt; 0) or one of the codes. */
    long read(IoVector into);

    /** Gather write from the vector, which is consumed by what was written; returns bytes (&gt; 0) or one of the codes. */
    long write(IoVector from);

    /**
     * Who is told of readiness. Hints are edge-triggered and may be spurious: after {@code onReadable} read until
     * {@link #WOULD_BLOCK}; {@code onWritable} comes only after a write returned short and {@link #wantWritable} asked.
     */
    void listener(SocketListener listener);

    /** Asks for one {@code onWritable} when the socket's send buffer has room again. */
    void wantWritable();

    /** What broke the connection, for a message; "" when nothing did. */
    String failure();

    /** This end. */
    InetSocketAddress localAddress();

    /** The other end. */
    InetSocketAddress remoteAddress();

    /** The most bytes one TCP segment carries on this path (EMSS), or 0 when the platform does not tell. */
    int maxSegmentBytes();

    /**
     * Takes the socket off its loop so that {@link StreamSockets#adopt} of another loop can take it over. This object is
     * dead afterwards.
     */
    DetachedSocket detach();

    /** Sends what the system still holds, then the end of the stream; reading goes on. Idempotent. */
    void shutdownOutput();

    /**
     * Sends what the system still holds, then closes; idempotent. With bytes unread TCP resets the connection instead, and
     * what was sent may be lost at the peer: {@link #shutdownOutput} and read to the end where that matters.
     */
    void close();

    /** Closes with a TCP reset: the peer sees a broken connection, not an orderly end; idempotent. */
    void reset();
}
