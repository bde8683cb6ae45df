package io.isere.rdma.eventloop;

import io.netty.channel.unix.Socket;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ways to close a native socket that cannot fail the caller. */
final class Descriptors {
    private static final Logger LOG = LoggerFactory.getLogger(Descriptors.class);

    private Descriptors() {}

    static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("closing {} failed", socket, e);
        }
    }

    /** Closes so that the system sends a TCP reset. */
    static void resetQuietly(Socket socket) {
        try {
            socket.setSoLinger(0);
        } catch (IOException e) {
            LOG.debug("resetting {} failed, it is closed instead", socket, e);
        }
        closeQuietly(socket);
    }
}
