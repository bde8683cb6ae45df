package io.isere.rdma.iwarp;

import io.isere.rdma.iwarp.mpa.EnhancedData;
import io.isere.rdma.iwarp.mpa.MpaFrame;
import io.isere.rdma.net.StreamPoller;
import io.isere.rdma.net.StreamSockets;
import io.isere.rdma.soft.SoftDevice;
import io.isere.rdma.soft.SoftQueuePair;
import io.isere.rdma.verbs.ConnectOptions;
import io.isere.rdma.verbs.ConnectionManager;
import io.isere.rdma.verbs.DeviceCaps;
import io.isere.rdma.verbs.DeviceContext;
import io.isere.rdma.verbs.QueuePairOptions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The iWARP device of one loop: its queue pairs speak over the loop's stream sockets.
 *
 * <p>Thread: its loop. Lifetime: until closed. Control path; allocates.
 */
final class IwarpDevice extends SoftDevice {
    /** As siw: far above what iSER uses, and an IRD costs 40 bytes a place. */
    private static final int MAX_DEPTH = 128;

    private static final int MAX_SGE = 16;

    /** An MPA frame has room for 512, of which revision 2 takes 4 (RFC 6581). siw refuses more than 252. */
    static final int MAX_PRIVATE_DATA_BYTES = MpaFrame.MAX_PRIVATE_DATA_BYTES - EnhancedData.LENGTH;

    private final StreamSockets sockets;
    private final IwarpOptions options;
    private final StreamPoller poller = new StreamPoller();
    private final Set<LingeringClose> lingering = new LinkedHashSet<>();
    private final IwarpConnectionManager connectionManager;

    IwarpDevice(DeviceContext context, IwarpOptions options) {
        super(context.loop(), new DeviceCaps(MAX_SGE, MAX_DEPTH, MAX_DEPTH, MAX_PRIVATE_DATA_BYTES, true, true));
        this.sockets = context.sockets();
        this.options = options;
        this.connectionManager = new IwarpConnectionManager(this);
        loop().register(poller);
    }

    @Override
    public String providerName() {
        return IwarpProvider.NAME;
    }

    @Override
    public ConnectionManager connectionManager() {
        return connectionManager;
    }

    @Override
    protected SoftQueuePair newQueuePair(int number, QueuePairOptions queuePairOptions) {
        // Polled after every completion queue, so that what handlers post leaves in the same turn.
        loop().deregister(poller);
        loop().register(poller);
        return new IwarpQueuePair(number, this, queuePairOptions);
    }

    @Override
    protected void onClosed() {
        connectionManager.close();
        List.copyOf(lingering).forEach(LingeringClose::end);
        loop().deregister(poller);
    }

    void forget(IwarpQueuePair queuePair) {
        super.forget(queuePair);
    }

    StreamSockets sockets() {
        return sockets;
    }

    IwarpOptions options() {
        return options;
    }

    StreamPoller poller() {
        return poller;
    }

    /** Sockets that are being closed in an orderly way. */
    Set<LingeringClose> lingering() {
        return lingering;
    }

    /** What a consumer brings to a connection, within what the device can do. */
    ConnectOptions withinCaps(ConnectOptions wanted) {
        return new ConnectOptions(
                wanted.privateData(),
                Math.max(0, Math.min(wanted.ird(), MAX_DEPTH)),
                Math.max(0, Math.min(wanted.ord(), MAX_DEPTH)),
                wanted.timeoutNs());
    }
}
