package io.isere.rdma.disni;

import io.isere.rdma.loop.RdmaLoop;
import io.isere.rdma.verbs.ConnectionManager.Listener;
import io.isere.rdma.verbs.ConnectionManager.RequestHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A port of the connection manager that listens. Thread: its device's loop. Lifetime: until closed. Control path;
 * allocates.
 */
final class DisniListener implements Listener, CmOwner {
    private final DisniDevice device;
    private final RequestHandler requests;
    private final Set<DisniListener> siblings;
    private @Nullable CmId id;
    private @Nullable InetSocketAddress localAddress;

    DisniListener(DisniDevice device, RequestHandler requests, Set<DisniListener> siblings) {
        this.device = device;
        this.requests = requests;
        this.siblings = siblings;
    }

    void open(InetSocketAddress address, int backlog) throws IOException {
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
            device.loop()
                    .reportUncaught("listener " + localAddress, new IOException("the RDMA device was removed"));
        }
    }

    @Override
    public void onChannelClosed() {
        close();
    }

    @Override
    public void close() {
        siblings.remove(this);
        CmId of = id;
        if (of != null) {
            id = null;
            of.release();
        }
    }
}
