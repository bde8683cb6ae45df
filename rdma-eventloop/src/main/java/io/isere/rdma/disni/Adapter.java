package io.isere.rdma.disni;

import com.ibm.disni.verbs.impl.NativeDispatcher;
import io.isere.rdma.loop.RdmaLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One RDMA device of the machine as one loop uses it: completion queues, and the protection domain of queue pairs that
 * expose no memory. Made when a connection first leads to the device.
 *
 * <p>Thread: its loop. Lifetime: the loop's device. Control path but for walking the queues.
 */
final class Adapter {
    private static final Logger LOG = LoggerFactory.getLogger(Adapter.class);
    /** Enough for some 30 iSER connections; every device has as many, and more queues are made when they are needed. */
    private static final int QUEUE_CAPACITY = 32_767;

    private final NativeDispatcher library;
    private final RdmaLoop loop;
    private final DisniProtectionDomain domains;
    private final long context;
    private final String name;
    private final boolean iwarp;
    private final HardwareDomain sharedDomain;
    private final List<HardwareQueue> queues = new ArrayList<>();

    Adapter(NativeDispatcher library, RdmaLoop loop, DisniProtectionDomain domains, long context) throws IOException {
        this.library = library;
        this.loop = loop;
        this.domains = domains;
        this.context = context;
        name = NativeLayout.deviceName(context);
        iwarp = NativeLayout.isIwarp(context);
        sharedDomain = newDomain();
        LOG.info("RDMA device {} ({}) is in use", name, iwarp ? "iWARP" : "InfiniBand or RoCE");
    }

    /** {@code struct ibv_context}, which librdmacm keeps once a device and process. */
    long context() {
        return context;
    }

    /** The device's name, {@code mlx5_0} for example. */
    String name() {
        return name;
    }

    boolean isIwarp() {
        return iwarp;
    }

    /** The domain of queue pairs that expose no memory. */
    HardwareDomain sharedDomain() {
        return sharedDomain;
    }

    /** A domain for one queue pair. */
    HardwareDomain newDomain() throws IOException {
        HardwareDomain domain = new HardwareDomain(library, context);
        domains.add(domain);
        return domain;
    }

    void close(HardwareDomain domain) {
        domains.remove(domain);
        domain.close();
    }

    /** A queue with room for so many completions, which it has reserved. */
    HardwareQueue reserveQueue(int completions) throws IOException {
        for (HardwareQueue queue : queues) {
            if (queue.reserve(completions)) {
                return queue;
            }
        }
        HardwareQueue created = newQueue(completions);
        queues.add(created);
        created.reserve(completions);
        return created;
    }

    /** As large as the device allows: DiSNI does not tell its limit. */
    private HardwareQueue newQueue(int atLeast) throws IOException {
        int capacity = Math.max(QUEUE_CAPACITY, atLeast);
        while (true) {
            try {
                return new HardwareQueue(library, loop, context, capacity);
            } catch (IOException e) {
                if (capacity == atLeast) {
                    throw e;
                }
                capacity = Math.max(atLeast, capacity / 2);
            }
        }
    }

    int queueCount() {
        return queues.size();
    }

    HardwareQueue queue(int index) {
        return queues.get(index);
    }

    void close() {
        queues.forEach(HardwareQueue::close);
        queues.clear();
        close(sharedDomain);
    }
}
