package io.isere.rdma.net;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ways to close a channel that cannot fail the caller. */
final class NioChannels {
    private static final Logger LOG = LoggerFactory.getLogger(NioChannels.class);

    private NioChannels() {}

    static void closeQuietly(NetworkChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("closing {} failed", channel, e);
        }
    }

    /** Closes so that the system sends a TCP reset. */
    static void resetQuietly(SocketChannel channel) {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            LOG.debug("resetting {} failed, it is closed instead", channel, e);
        }
        closeQuietly(channel);
    }
}
