package io.isere.vertx.impl;

import io.isere.datamover.ConnectionResources;
import io.isere.datamover.DatamoverListener;
import io.isere.datamover.PendingConnection;
import io.isere.datamover.TransportHandler;
import io.isere.datamover.TransportKind;
import io.isere.iscsi.pdu.LoginRequestBhs;
import io.isere.iscsi.target.TargetServer;
import io.isere.iscsi.text.LocalValues;
import io.isere.iscsi.text.NegotiationKey;
import io.isere.iser.IserOptions;
import io.isere.rdma.loop.RdmaLoop;
import io.isere.rdma.net.DetachedSocket;
import io.isere.rdma.net.StreamSocket;
import io.isere.rdma.verbs.ConnectionRequest;
import io.isere.tcp.TcpOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

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

    /** The loop of the session that it wants to join (TSIH of its Login Request); null: it may live on any. */
    default @Nullable RdmaLoop loopToJoin(TargetServer server) {
        return null;
    }

    /** An iSER initiator's connect request. */
    record Iser(ConnectionRequest request, IserOptions options) implements Arrival {
        @Override
        public InetSocketAddress remoteAddress() {
            return request.remoteAddress();
        }

        @Override
        public PendingConnection on(IsereLoop loop) {
            return new SingleConnection(loop.connector(options).pending(request));
        }

        @Override
        public void reject() {
            request.reject(new byte[0]);
        }
    }

    /**
     * An iSER connection, whose session has no other: it is bound to its loop before its Login Request tells which session it
     * belongs to, and those of a session have to be on one.
     */
    record SingleConnection(PendingConnection connection) implements PendingConnection {
        @Override
        public TransportKind kind() {
            return connection.kind();
        }

        @Override
        public LocalValues values(LocalValues wanted) {
            return connection.values(wanted).with(NegotiationKey.MAX_CONNECTIONS, 1);
        }

        @Override
        public InetSocketAddress remoteAddress() {
            return connection.remoteAddress();
        }

        @Override
        public void accept(ConnectionResources resources, DatamoverListener listener, TransportHandler handler) {
            connection.accept(resources, listener, handler);
        }

        @Override
        public void reject() {
            connection.reject();
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

        /** By the header of its first Login Request. */
        @Override
        public @Nullable RdmaLoop loopToJoin(TargetServer server) {
            LoginRequestBhs login = new LoginRequestBhs().wrap(readAlready, readAlready.position());
            return login.tsih() == 0 ? null : server.loopOf(login.isid(), login.tsih());
        }

        @Override
        public void reject() {
            socket.close();
        }
    }
}
