package io.isere.rdma.net;

/** Hears of a {@link StreamSocket}'s readiness, on the socket's loop. Must not throw. */
public interface SocketListener {
    /** There may be something to read, an end or an error included. */
    void onReadable();

    /** The send buffer has room again. */
    void onWritable();
}
