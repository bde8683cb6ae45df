package io.isere.rdma.iwarp;

import io.isere.rdma.verbs.ConnectOptions;
import io.isere.rdma.verbs.ConnectionManager;
import io.isere.rdma.verbs.QueuePair;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Listens and connects for one device. Thread: its loop. Control path; allocates. */
final class IwarpConnectionManager implements ConnectionManager {
    private final IwarpDevice device;
    private final Set<IwarpListener> listeners = new LinkedHashSet<>();

    IwarpConnectionManager(IwarpDevice device) {
        this.device = device;
    }

    @Override
    public Listener listen(
            InetSocketAddress address, int backlog, RequestHandler requests, @Nullable ForeignHandler foreign)
            throws IOException {
        IwarpListener listener = new IwarpListener(device, requests, foreign, listeners);
        listener.open(address, backlog);
        listeners.add(listener);
        return listener;
    }

    @Override
    public void connect(QueuePair queuePair, InetSocketAddress remote, ConnectOptions options) {
        if (!(queuePair instanceof IwarpQueuePair own) || own.device() != device) {
            throw new IllegalArgumentException("the queue pair is not one of this device");
        }
        new InitiatorHandshake(own, remote, device.withinCaps(options)).start();
    }

    void close() {
        List.copyOf(listeners).forEach(IwarpListener::close);
    }
}
