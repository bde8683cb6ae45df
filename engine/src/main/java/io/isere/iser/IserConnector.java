package io.isere.iser;

import io.isere.datamover.ConnectionResources;
import io.isere.datamover.DatamoverListener;
import io.isere.datamover.LoopMemory;
import io.isere.datamover.PendingConnection;
import io.isere.datamover.TransportConnector;
import io.isere.datamover.TransportHandler;
import io.isere.datamover.TransportKind;
import io.isere.iscsi.text.LocalValues;
import io.isere.iscsi.text.NegotiationKey;
import io.isere.rdma.verbs.CompletionQueue;
import io.isere.rdma.verbs.ConnectFailure;
import io.isere.rdma.verbs.ConnectOptions;
import io.isere.rdma.verbs.ConnectionEvents;
import io.isere.rdma.verbs.ConnectionInfo;
import io.isere.rdma.verbs.ConnectionRequest;
import io.isere.rdma.verbs.Disconnect;
import io.isere.rdma.verbs.QueuePair;
import io.isere.rdma.verbs.QueuePairOptions;
import io.isere.rdma.verbs.RdmaDevice;
import io.isere.rdma.verbs.RdmaException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * Makes iSER connections on one loop, by connecting or by accepting: queue pair, CM private data (Annex A12 flags), read
 * depths, and the datamover on top. Control path; thread: the loop. Lifetime: the loop's.
 */
public final class IserConnector implements TransportConnector {
    private final RdmaDevice device;
    private final CompletionQueue completionQueue;
    private final LoopMemory memory;
    private final IserOptions options;

    /** For the loop that owns device, queue and memory. */
    public IserConnector(RdmaDevice device, CompletionQueue completionQueue, LoopMemory memory, IserOptions options) {
        this.device = device;
        this.completionQueue = completionQueue;
        this.memory = memory;
        this.options = options;
    }

    @Override
    public TransportKind kind() {
        return TransportKind.ISER;
    }

    @Override
    public boolean advertisesSolicitedDataOnly() {
        return options.baseOffset() == IserOptions.BaseOffset.SOLICITED_DATA_ONLY;
    }

    @Override
    public LocalValues values(LocalValues wanted) {
        return options.hello() ? wanted.with(NegotiationKey.ISER_HELLO_REQUIRED, true) : wanted;
    }

    @Override
    public void connect(
            InetSocketAddress remote,
            ConnectionResources resources,
            DatamoverListener listener,
            TransportHandler handler) {
        Link link = new Link(false, resources, listener, handler);
        ConnectOptions connect = new ConnectOptions(
                // The target issues the reads: we serve them (IRD) and issue none (ORD 1 is what peers are used to).
                privateData(link.offersInvalidate), options.ird(), 1, options.connectTimeoutNs());
        if (link.open()) {
            device.connectionManager().connect(link.queuePair, remote, connect);
        }
    }

    /** Makes a connect request, which may come from another loop's listener, one that a target on this loop can accept. */
    public PendingConnection pending(ConnectionRequest request) {
        return new Pending(request);
    }

    private void accept(
            ConnectionRequest request,
            ConnectionResources resources,
            DatamoverListener listener,
            TransportHandler handler) {
        Link link = new Link(true, resources, listener, handler);
        byte[] peerData = request.privateData();
        IserPrivateData peer = IserPrivateData.read(ByteBuffer.wrap(peerData), 0, peerData.length);
        link.peerTakesInvalidate = peer.sendWithInvalidate();
        // More outstanding reads than the initiator serves would kill the connection (its IRD may even be 0).
        int ord = Math.min(options.ord(), request.peerIrd());
        int ird = Math.min(options.ird(), request.peerOrd());
        if (link.open()) {
            request.accept(
                    link.queuePair,
                    new ConnectOptions(
                            privateData(link.offersInvalidate && link.peerTakesInvalidate),
                            ird,
                            ord,
                            options.connectTimeoutNs()));
        } else {
            request.reject(new byte[0]);
        }
    }

    private static byte[] privateData(boolean sendWithInvalidate) {
        byte[] bytes = new byte[IserPrivateData.LENGTH_BYTES];
        new IserPrivateData(false, sendWithInvalidate).write(ByteBuffer.wrap(bytes), 0);
        return bytes;
    }

    /** A connect request with this loop's connector behind it. */
    private final class Pending implements PendingConnection {
        private final ConnectionRequest request;

        Pending(ConnectionRequest request) {
            this.request = request;
        }

        @Override
        public TransportKind kind() {
            return TransportKind.ISER;
        }

        @Override
        public InetSocketAddress remoteAddress() {
            return request.remoteAddress();
        }

        @Override
        public void accept(ConnectionResources resources, DatamoverListener listener, TransportHandler handler) {
            IserConnector.this.accept(request, resources, listener, handler);
        }

        @Override
        public void reject() {
            request.reject(new byte[0]);
        }
    }

    /** One connection in the making, and then its events. */
    private final class Link implements ConnectionEvents {
        private final boolean target;
        private final boolean offersInvalidate;
        private final TransportHandler handler;
        private final ConnectionResources resources;
        private final IserDatamover datamover;
        private QueuePair queuePair;
        private boolean peerTakesInvalidate;

        @SuppressWarnings("NullAway.Init") // queuePair is set by open(), before anybody can call
        Link(boolean target, ConnectionResources resources, DatamoverListener listener, TransportHandler handler) {
            this.target = target;
            this.resources = resources;
            this.handler = handler;
            offersInvalidate = options.sendWithInvalidate() && device.caps().sendWithInvalidate();
            datamover = new IserDatamover(device, memory, options, target, listener);
        }

        /** Makes the queue pair and posts the login receives; on failure tells the handler. */
        boolean open() {
            IserQueueSizes sizes = IserQueueSizes.of(resources, device.caps().maxSge(), options.ord());
            try {
                queuePair = device.createQueuePair(new QueuePairOptions(
                        completionQueue,
                        sizes.sendRequests(),
                        sizes.receiveRequests(),
                        device.caps().maxSge(),
                        datamover,
                        this,
                        !target));
            } catch (RdmaException e) {
                datamover.close();
                handler.onConnectFailed("no queue pair: " + e.getMessage());
                return false;
            }
            datamover.start(queuePair);
            return true;
        }

        @Override
        public void onEstablished(ConnectionInfo info) {
            if (!target) {
                byte[] answer = info.privateData();
                peerTakesInvalidate = IserPrivateData.read(ByteBuffer.wrap(answer), 0, answer.length)
                        .sendWithInvalidate();
            }
            datamover.onEstablished(
                    info.ord(),
                    offersInvalidate && peerTakesInvalidate,
                    info.description() + " " + info.localAddress() + (target ? " <- " : " -> ") + info.remoteAddress());
            handler.onConnected(datamover, info.localAddress(), info.remoteAddress());
        }

        @Override
        public void onConnectFailed(ConnectFailure failure) {
            datamover.close();
            handler.onConnectFailed(failure.message());
        }

        @Override
        public void onDisconnected(Disconnect disconnect) {
            boolean orderly = disconnect.reason() == Disconnect.Reason.LOCAL
                    || disconnect.reason() == Disconnect.Reason.PEER_CLOSED;
            datamover.onDisconnected(disconnect.message(), orderly);
        }
    }
}
