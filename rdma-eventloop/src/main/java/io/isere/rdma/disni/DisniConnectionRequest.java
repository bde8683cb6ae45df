package io.isere.rdma.disni;

import io.isere.rdma.loop.RdmaLoop;
import io.isere.rdma.verbs.ConnectOptions;
import io.isere.rdma.verbs.ConnectionRequest;
import io.isere.rdma.verbs.QueuePair;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A connect request that waits for its answer. DiSNI shows neither its private data nor its read depths, answers with none,
 * and cannot reject but by giving the request up, which the kernel tells the peer as a rejection.
 *
 * <p>Thread: see {@link ConnectionRequest}; who is first to decide, decides. Control path; allocates.
 */
final class DisniConnectionRequest implements ConnectionRequest, CmOwner {
    private final DisniDevice listenerDevice;
    private final CmId id;
    private final InetSocketAddress remoteAddress;
    private final InetSocketAddress localAddress;
    private final AtomicBoolean decided = new AtomicBoolean();
    private volatile boolean gone;

    DisniConnectionRequest(DisniDevice listenerDevice, CmId id) {
        this.listenerDevice = listenerDevice;
        this.id = id;
        remoteAddress = SocketAddresses.remote(listenerDevice.library(), id.pointer());
        localAddress = SocketAddresses.local(listenerDevice.library(), id.pointer());
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
        return new byte[0];
    }

    @Override
    public int peerIrd() {
        return listenerDevice.caps().maxOrd();
    }

    @Override
    public int peerOrd() {
        return listenerDevice.caps().maxIrd();
    }

    @Override
    public void accept(QueuePair queuePair, ConnectOptions options) {
        if (!(queuePair instanceof DisniQueuePair own)) {
            throw new IllegalArgumentException("the queue pair is not one of this provider");
        }
        decide();
        if (gone) {
            id.release();
            DisniConnection.acceptTooLate(own, remoteAddress, options);
        } else {
            DisniConnection.accept(own, id, remoteAddress, options);
        }
    }

    @Override
    public void reject(byte[] privateData) {
        decide();
        id.release();
    }

    private void decide() {
        if (!decided.compareAndSet(false, true)) {
            throw new IllegalStateException("a connect request is accepted or rejected once");
        }
    }

    /** The handler failed with it. */
    void drop() {
        if (decided.compareAndSet(false, true)) {
            id.release();
        }
    }

    @Override
    public RdmaLoop loop() {
        return listenerDevice.loop();
    }

    /** Whatever comes before the answer means that the peer gave up. */
    @Override
    public void onCmEvent(CmEvent event) {
        gone = true;
    }

    @Override
    public void onChannelClosed() {
        gone = true;
        drop();
    }
}
