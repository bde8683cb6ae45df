package io.isere.rdma.soft;

import io.isere.rdma.loop.RdmaLoop;
import io.isere.rdma.verbs.CompletionQueue;
import io.isere.rdma.verbs.DeviceCaps;
import io.isere.rdma.verbs.ProtectionDomain;
import io.isere.rdma.verbs.QueuePair;
import io.isere.rdma.verbs.QueuePairOptions;
import io.isere.rdma.verbs.RdmaDevice;
import io.isere.rdma.verbs.RdmaException;
import java.util.ArrayList;
import java.util.List;

/**
 * What every software device keeps: its protection domain, its completion queues and its queue pairs.
 *
 * <p>Thread: its loop. Lifetime: until {@link #close}. Control path; allocates.
 */
public abstract class SoftDevice implements RdmaDevice {
    private final RdmaLoop loop;
    private final DeviceCaps caps;
    private final SoftProtectionDomain domain;
    private final List<SoftCompletionQueue> completionQueues = new ArrayList<>();
    private final List<SoftQueuePair> queuePairs = new ArrayList<>();
    private int lastNumber;
    private boolean closed;

    protected SoftDevice(RdmaLoop loop, DeviceCaps caps) {
        this(loop, caps, new SoftProtectionDomain());
    }

    /** With a domain of the provider's own kind. */
    protected SoftDevice(RdmaLoop loop, DeviceCaps caps, SoftProtectionDomain domain) {
        this.loop = loop;
        this.caps = caps;
        this.domain = domain;
    }

    /** Makes the provider's queue pair, which calls {@link #forget} when it is destroyed. */
    protected abstract SoftQueuePair newQueuePair(int number, QueuePairOptions options);

    /** The device is closing and its queue pairs are destroyed: release the rest, listeners for example. */
    protected abstract void onClosed();

    /** Drops a destroyed queue pair. */
    protected final void forget(SoftQueuePair queuePair) {
        queuePairs.remove(queuePair);
    }

    @Override
    public final DeviceCaps caps() {
        return caps;
    }

    @Override
    public final RdmaLoop loop() {
        return loop;
    }

    /** The domain with its table, for providers. */
    public final SoftProtectionDomain domain() {
        return domain;
    }

    @Override
    public final ProtectionDomain protectionDomain() {
        return domain;
    }

    @Override
    public final CompletionQueue createCompletionQueue(int capacity) {
        checkOpen();
        SoftCompletionQueue completionQueue = new SoftCompletionQueue(loop, capacity);
        completionQueues.add(completionQueue);
        return completionQueue;
    }

    @Override
    public final QueuePair createQueuePair(QueuePairOptions options) {
        checkOpen();
        if (options.maxSge() > caps.maxSge()) {
            throw new RdmaException("a queue pair of this device takes at most " + caps.maxSge()
                    + " scatter/gather entries a request, not " + options.maxSge());
        }
        SoftQueuePair queuePair = newQueuePair(++lastNumber, options);
        queuePairs.add(queuePair);
        return queuePair;
    }

    /** Queue pairs that are not destroyed; for the leak check. */
    public final int queuePairCount() {
        return queuePairs.size();
    }

    @Override
    public final void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (SoftQueuePair queuePair : List.copyOf(queuePairs)) {
            queuePair.destroy();
        }
        onClosed();
        completionQueues.forEach(SoftCompletionQueue::close);
        domain.close();
    }

    /** Refuses to make anything from a closed device. */
    protected final void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the " + providerName() + " device is closed");
        }
    }
}
