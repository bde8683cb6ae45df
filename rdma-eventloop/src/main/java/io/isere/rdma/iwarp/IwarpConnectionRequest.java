package io.isere.rdma.iwarp;

import io.isere.rdma.iwarp.mpa.EnhancedData;
import io.isere.rdma.iwarp.mpa.MpaAgreement;
import io.isere.rdma.iwarp.mpa.MpaNegotiation;
import io.isere.rdma.iwarp.mpa.MpaNegotiation.Offer;
import io.isere.rdma.iwarp.mpa.MpaSetup;
import io.isere.rdma.iwarp.mpa.MpaSetup.Enhanced;
import io.isere.rdma.memory.Slab;
import io.isere.rdma.net.DetachedSocket;
import io.isere.rdma.net.StreamSocket;
import io.isere.rdma.verbs.ConnectFailure;
import io.isere.rdma.verbs.ConnectOptions;
import io.isere.rdma.verbs.ConnectionInfo;
import io.isere.rdma.verbs.ConnectionRequest;
import io.isere.rdma.verbs.QueuePair;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An MPA request that waits for its answer. The socket is between two loops: it was detached from the listener's, and the
 * loop that answers adopts it.
 *
 * <p>Thread: see {@link ConnectionRequest}; who is first to decide, decides. Control path; allocates.
 */
final class IwarpConnectionRequest implements ConnectionRequest {
    private final IwarpDevice listenerDevice;
    private final DetachedSocket socket;
    private final MpaSetup request;
    private final InetSocketAddress remoteAddress;
    private final InetSocketAddress localAddress;
    private final AtomicBoolean decided = new AtomicBoolean();

    IwarpConnectionRequest(
            IwarpDevice listenerDevice,
            DetachedSocket socket,
            MpaSetup request,
            InetSocketAddress remoteAddress,
            InetSocketAddress localAddress) {
        this.listenerDevice = listenerDevice;
        this.socket = socket;
        this.request = request;
        this.remoteAddress = remoteAddress;
        this.localAddress = localAddress;
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return remoteAddress;
    }

    @Override
    public InetSocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public byte[] privateData() {
        return request.privateData().clone();
    }

    @Override
    public int peerIrd() {
        Enhanced enhanced = request.enhanced();
        return depth(enhanced == null ? EnhancedData.NOT_NEGOTIATED : enhanced.ird());
    }

    @Override
    public int peerOrd() {
        Enhanced enhanced = request.enhanced();
        return depth(enhanced == null ? EnhancedData.NOT_NEGOTIATED : enhanced.ord());
    }

    /** A peer that does not negotiate leaves it to the consumers: for all we know it can do what the device can. */
    private int depth(int negotiated) {
        return negotiated == EnhancedData.NOT_NEGOTIATED ? listenerDevice.caps().maxIrd() : negotiated;
    }

    // ---- Accepting.

    @Override
    public void accept(QueuePair queuePair, ConnectOptions options) {
        if (!(queuePair instanceof IwarpQueuePair own)) {
            throw new IllegalArgumentException("the queue pair is not one of this provider");
        }
        decide();
        Acceptance acceptance = new Acceptance(own, own.device().withinCaps(options));
        own.beginConnecting(acceptance);
        own.device().loop().execute(acceptance::complete);
    }

    private void decide() {
        if (!decided.compareAndSet(false, true)) {
            throw new IllegalStateException("a connect request is accepted or rejected once");
        }
    }

    /** The handler failed with it: a rejection, so that the peer does not take us for one of MPA rev 1 and try again. */
    void drop() {
        if (decided.compareAndSet(false, true)) {
            sendRejection(new byte[0]);
        }
    }

    /** An accepted request on its way to the queue pair's loop's next task. */
    private final class Acceptance implements Wire {
        private final IwarpQueuePair queuePair;
        private final ConnectOptions options;
        private boolean over;

        Acceptance(IwarpQueuePair queuePair, ConnectOptions options) {
            this.queuePair = queuePair;
            this.options = options;
        }

        void complete() {
            if (over) {
                return;
            }
            over = true;
            if (options.privateData().length > IwarpDevice.MAX_PRIVATE_DATA_BYTES) {
                socket.close();
                fail(ConnectFailure.Reason.PROTOCOL_ERROR, InitiatorHandshake.tooMuchPrivateData(options));
                return;
            }
            try {
                establish(queuePair.device().sockets().adopt(socket));
            } catch (IOException e) {
                fail(
                        ConnectFailure.Reason.UNREACHABLE,
                        "cannot take over the connection of " + remoteAddress + ": " + e);
            }
        }

        private void establish(StreamSocket adopted) {
            MpaAgreement agreed = MpaNegotiation.accept(request, offer(options));
            IwarpStream stream = new IwarpStream(queuePair, adopted, agreed, false);
            stream.startAsResponder(MpaNegotiation.reply(request, agreed, false, options.privateData()));
            ConnectionInfo info = new ConnectionInfo(
                    localAddress, remoteAddress, privateData(), agreed.ird(), agreed.ord(), agreed.description());
            queuePair.becomeEstablished(stream, agreed, info);
        }

        private void fail(ConnectFailure.Reason reason, String message) {
            queuePair.failConnecting(new ConnectFailure(reason, message, new byte[0]));
        }

        @Override
        public void close() {
            abort();
        }

        @Override
        public void abort() {
            over = true;
            socket.close();
            queuePair.wireEnded();
        }
    }

    private Offer offer(ConnectOptions options) {
        boolean crc = listenerDevice.options().crc();
        return new Offer(request.revision(), crc, false, options.ird(), options.ord(), options.privateData());
    }

    // ---- Rejecting.

    @Override
    public void reject(byte[] privateData) {
        if (privateData.length > IwarpDevice.MAX_PRIVATE_DATA_BYTES) {
            throw new IllegalArgumentException("a rejection carries at most " + IwarpDevice.MAX_PRIVATE_DATA_BYTES
                    + " bytes of private data, not " + privateData.length);
        }
        decide();
        byte[] copy = privateData.clone();
        listenerDevice.loop().execute(() -> sendRejection(copy));
    }

    private void sendRejection(byte[] privateData) {
        Enhanced enhanced = request.enhanced();
        int ird = enhanced == null
                ? 0
                : Math.min(enhanced.ord(), listenerDevice.caps().maxIrd());
        int ord = enhanced == null
                ? 0
                : Math.min(enhanced.ird(), listenerDevice.caps().maxOrd());
        MpaAgreement values = MpaNegotiation.accept(request, offer(new ConnectOptions(privateData, ird, ord, 0)));
        MpaSetup reply = MpaNegotiation.reply(request, values, true, privateData);
        Slab frame = new Slab(ByteBuffer.allocateDirect(reply.wireBytes()));
        int length = reply.encode(frame.bytes(), 0);
        try {
            StreamSocket adopted = listenerDevice.sockets().adopt(socket);
            LingeringClose.start(
                    adopted,
                    frame,
                    length,
                    listenerDevice.loop(),
                    listenerDevice.options().closeTimeoutNs(),
                    listenerDevice.lingering());
        } catch (IOException e) {
            socket.close();
        }
    }
}
