package io.isere.vertx.impl;

import io.isere.datamover.PendingConnection;
import io.isere.iser.IserOptions;
import io.isere.rdma.net.DetachedSocket;
import io.isere.rdma.net.StreamSocket;
import io.isere.rdma.verbs.ConnectionRequest;
import io.isere.tcp.TcpOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * A connection that has come to a portal and waits for the loop it is to live on. Either is called once, on any loop.
 */
sealed interface Arrival {
    /** Where it comes from. */
    InetSocketAddress remoteAddress();

    /**
     * Brings it to a loop, which is the caller's.
     *
     * @throws IOException when it cannot live there
     */
    PendingConnection on(IsereLoop loop) throws IOException;

    /** Turns it away. */
    void reject();

    /** An iSER initiator's connect request. */
    record Iser(ConnectionRequest request, IserOptions options) implements Arrival {
        @Override
        public InetSocketAddress remoteAddress() {
            return request.remoteAddress();
        }

        @Override
        public PendingConnection on(IsereLoop loop) {
            return loop.connector(options).pending(request);
        }

        @Override
        public void reject() {
            request.reject(new byte[0]);
        }
    }

    /** A TCP connection that began with a Login Request. */
    record Tcp(InetSocketAddress remoteAddress, DetachedSocket socket, ByteBuffer readAlready, TcpOptions options)
            implements Arrival {
        /** Takes a socket off its loop. */
        static Tcp of(StreamSocket socket, ByteBuffer firstBytes, TcpOptions options) {
            ByteBuffer copy =
                    ByteBuffer.allocate(firstBytes.remaining()).put(firstBytes).flip();
            return new Tcp(socket.remoteAddress(), socket.detach(), copy, options);
        }

        @Override
        public PendingConnection on(IsereLoop loop) throws IOException {
            return loop.connector(options).pending(socket, readAlready);
        }

        @Override
        public void reject() {
            socket.close();
        }
    }
}
