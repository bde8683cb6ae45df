package io.isere.rdma.disni;

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
final class DisniConnectionManager implements ConnectionManager {
    private final DisniDevice device;
    private final Set<DisniListener> listeners = new LinkedHashSet<>();

    DisniConnectionManager(DisniDevice device) {
        this.device = device;
    }

    @Override
    public Listener listen(
            InetSocketAddress address, int backlog, RequestHandler requests, @Nullable ForeignHandler foreign)
            throws IOException {
        DisniListener listener = new DisniListener(device, requests, listeners);
        listener.open(address, backlog, foreign);
        listeners.add(listener);
        return listener;
    }

    @Override
    public void connect(QueuePair queuePair, InetSocketAddress remote, ConnectOptions options) {
        if (!(queuePair instanceof DisniQueuePair own) || own.device() != device) {
            throw new IllegalArgumentException("the queue pair is not one of this device");
        }
        DisniConnection.connect(own, remote, options);
    }

    void close() {
        List.copyOf(listeners).forEach(DisniListener::close);
    }
}
