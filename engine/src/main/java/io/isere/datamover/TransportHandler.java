package io.isere.datamover;

import java.net.InetSocketAddress;

/** Hears how the making of a connection ended, on its loop; exactly one of both. */
public interface TransportHandler {
    /** The transport stands and login can begin. */
    void onConnected(Datamover datamover, InetSocketAddress local, InetSocketAddress remote);

    /** There is no connection; nothing is left of the attempt. */
    void onConnectFailed(String message);
}
