package io.isere.rdma.disni;

import io.isere.rdma.loop.RdmaLoop;
import io.isere.rdma.verbs.ConnectionManager.ForeignHandler;
import io.isere.rdma.verbs.ConnectionManager.Listener;
import io.isere.rdma.verbs.ConnectionManager.RequestHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A port of the connection manager that listens. Thread: its device's loop. Lifetime: until closed. Control path;
 * allocates.
 */
final class DisniListener implements Listener, CmOwner {
    private static final Logger LOG = LoggerFactory.getLogger(DisniListener.class);

    private final DisniDevice device;
    private final RequestHandler requests;
    private final Set<DisniListener> siblings;
    private @Nullable PlainListener plain;
    private @Nullable CmId id;
    private @Nullable InetSocketAddress localAddress;

    DisniListener(DisniDevice device, RequestHandler requests, Set<DisniListener> siblings) {
        this.device = device;
        this.requests = requests;
        this.siblings = siblings;
    }

    void open(InetSocketAddress address, int backlog, @Nullable ForeignHandler foreign) throws IOException {
        CmId made = null;
        try {
            ByteBuffer bytes = SocketAddresses.encode(address);
            made = device.channel().create(this);
            device.library()._bindAddr(made.pointer(), NativeLayout.addressOf(bytes));
            device.channel().listens(made, this);
            device.library()._listen(made.pointer(), backlog);
        } catch (IOException e) {
            if (made != null) {
                made.release();
            }
            throw new IOException("cannot listen on " + address + " for RDMA: " + HostLimits.explain(e), e);
        }
        id = made;
        localAddress = SocketAddresses.local(device.library(), made.pointer());
        if (foreign != null) {
            listenPlainly(localAddress, backlog, foreign);
        }
    }

    private void listenPlainly(InetSocketAddress address, int backlog, ForeignHandler foreign) {
        try {
            plain = new PlainListener(device.loop(), device.sockets(), address, backlog, foreign);
        } catch (IOException e) {
            LOG.warn(
                    "{} is served over RDMA only, not over plain TCP: {} (an iWARP device takes the TCP port itself)",
                    address,
                    e.getMessage());
        }
    }

    @Override
    public InetSocketAddress localAddress() {
        if (localAddress == null) {
            throw new IllegalStateException("not listening");
        }
        return localAddress;
    }

    void onRequest(CmId requested) {
        DisniConnectionRequest request = new DisniConnectionRequest(device, requested);
        requested.owner(request);
        try {
            requests.onRequest(request);
        } catch (Throwable e) {
            device.loop().reportUncaught("connect request handler of " + localAddress, e);
            request.drop();
        }
    }

    @Override
    public RdmaLoop loop() {
        return device.loop();
    }

    @Override
    public void onCmEvent(CmEvent event) {
        if (event == CmEvent.DEVICE_REMOVAL) {
            device.loop().reportUncaught("listener " + localAddress, new IOException("the RDMA device was removed"));
        }
    }

    @Override
    public void onChannelClosed() {
        close();
    }

    @Override
    public void close() {
        siblings.remove(this);
        if (plain != null) {
            plain.close();
            plain = null;
        }
        CmId of = id;
        if (of != null) {
            id = null;
            of.release();
        }
    }
}
