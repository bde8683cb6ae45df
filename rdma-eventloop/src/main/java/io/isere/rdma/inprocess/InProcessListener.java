package io.isere.rdma.inprocess;

import io.isere.rdma.verbs.ConnectionManager;
import java.net.BindException;
import java.net.InetSocketAddress;

/**
 * A listener in this JVM. Thread: its device's loop, but {@link #offer}, which comes from the loop that connects.
 */
final class InProcessListener implements ConnectionManager.Listener {
    private final InProcessDevice device;
    private final ConnectionManager.RequestHandler requests;
    private final InetSocketAddress localAddress;
    private boolean closed;

    InProcessListener(InProcessDevice device, InetSocketAddress wanted, ConnectionManager.RequestHandler requests)
            throws BindException {
        this.device = device;
        this.requests = requests;
        this.localAddress = InProcessNetwork.bind(wanted, this);
    }

    @Override
    public InetSocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            InProcessNetwork.unbind(localAddress, this);
            device.listenerClosed(this);
        }
    }

    void offer(InProcessRequest request) {
        device.loop().execute(() -> onRequest(request));
    }

    private void onRequest(InProcessRequest request) {
        if (closed) {
            request.refuse();
            return;
        }
        if (!request.isPending()) {
            return;
        }
        try {
            requests.onRequest(request);
        } catch (Throwable e) {
            device.loop().reportUncaught("onRequest", e);
            request.reject(new byte[0]);
        }
    }
}
