package io.isere.rdma.net;

import java.net.InetSocketAddress;

/** A listening TCP socket of one loop. */
public interface ListenSocket {
    /** Where it listens, with the real port when 0 was asked for. */
    InetSocketAddress localAddress();

    /** Stops listening; connections accepted before live on. */
    void close();
}
