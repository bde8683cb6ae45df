package io.isere.rdma.inprocess;

import io.isere.rdma.verbs.ConnectOptions;
import io.isere.rdma.verbs.ConnectionManager;
import io.isere.rdma.verbs.QueuePair;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Listens and connects within this JVM. Thread: its device's loop; control path. */
final class InProcessConnectionManager implements ConnectionManager {
    private final InProcessDevice device;
    private final List<InProcessListener> listeners = new ArrayList<>();

    InProcessConnectionManager(InProcessDevice device) {
        this.device = device;
    }

    /** Nothing foreign ever connects here, and there is no backlog: each request goes to the handler at once. */
    @Override
    public Listener listen(
            InetSocketAddress address, int backlog, RequestHandler requests, @Nullable ForeignHandler foreign)
            throws BindException {
        device.checkUsable();
        InProcessListener listener = new InProcessListener(device, address, requests);
        listeners.add(listener);
        return listener;
    }

    @Override
    public void connect(QueuePair queuePair, InetSocketAddress remote, ConnectOptions options) {
        device.checkUsable();
        new InProcessRequest(device.own(queuePair), remote, options).start();
    }

    void listenerClosed(InProcessListener listener) {
        listeners.remove(listener);
    }

    void close() {
        for (InProcessListener listener : List.copyOf(listeners)) {
            listener.close();
        }
    }
}
