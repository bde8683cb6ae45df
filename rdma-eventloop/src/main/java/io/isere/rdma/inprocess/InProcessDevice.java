package io.isere.rdma.inprocess;

import io.isere.rdma.loop.LoopPollable;
import io.isere.rdma.loop.RdmaLoop;
import io.isere.rdma.soft.SoftDevice;
import io.isere.rdma.soft.SoftQueuePair;
import io.isere.rdma.verbs.ConnectionManager;
import io.isere.rdma.verbs.DeviceCaps;
import io.isere.rdma.verbs.QueuePair;
import io.isere.rdma.verbs.QueuePairOptions;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/**
 * The in-process device of one loop: polls the rings of its connected queue pairs, in turn.
 *
 * <p>Thread: its loop, but {@link #wake}, which peers call from theirs. Allocates nothing on the data path.
 */
final class InProcessDevice extends SoftDevice implements LoopPollable {
    private static final DeviceCaps CAPS = new DeviceCaps(32, 128, 128, 508, true, true);
    private static final VarHandle ARMED;

    static {
        try {
            ARMED = MethodHandles.lookup().findVarHandle(InProcessDevice.class, "armed", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final InProcessFaults faults;
    private final InProcessConnectionManager connectionManager = new InProcessConnectionManager(this);
    private final List<InProcessQueuePair> linked = new ArrayList<>();
    private final Runnable wakeUp = this::onWakeUp;
    private int next;

    /** Whether the loop sleeps, or is about to: set by the loop, taken by the peer that wakes it. */
    private volatile boolean armed;

    InProcessDevice(RdmaLoop loop, InProcessFaults faults) {
        super(loop, CAPS);
        this.faults = faults;
        loop.register(this);
    }

    @Override
    public String providerName() {
        return InProcessProvider.NAME;
    }

    @Override
    public ConnectionManager connectionManager() {
        return connectionManager;
    }

    InProcessFaults faults() {
        return faults;
    }

    /** The queue pair as this device's own. */
    InProcessQueuePair own(QueuePair queuePair) {
        if (!(queuePair instanceof InProcessQueuePair own) || own.device() != this) {
            throw new IllegalArgumentException("the queue pair is not one of this device");
        }
        return own;
    }

    void checkUsable() {
        checkOpen();
    }

    @Override
    protected SoftQueuePair newQueuePair(int number, QueuePairOptions options) {
        return new InProcessQueuePair(number, this, options);
    }

    void listenerClosed(InProcessListener listener) {
        connectionManager.listenerClosed(listener);
    }

    void link(InProcessQueuePair queuePair) {
        linked.add(queuePair);
    }

    void unlink(InProcessQueuePair queuePair) {
        linked.remove(queuePair);
    }

    void forgetQueuePair(InProcessQueuePair queuePair) {
        forget(queuePair);
    }

    @Override
    protected void onClosed() {
        connectionManager.close();
        loop().deregister(this);
    }

    @Override
    public int poll(int budget) {
        int done = 0;
        for (int left = linked.size(); left > 0 && done < budget && !linked.isEmpty(); left--) {
            next = next + 1 < linked.size() ? next + 1 : 0;
            done += linked.get(next).poll(budget - done);
        }
        return done;
    }

    @Override
    public boolean arm() {
        armed = true;
        if (hasMessages()) {
            armed = false;
            return false;
        }
        return true;
    }

    @Override
    public void disarm() {
        armed = false;
    }

    /** Called by a peer's loop after it has put messages into a ring. */
    void wake() {
        // The messages must be visible before armed is read, as arm() sets armed before it looks for messages.
        VarHandle.fullFence();
        if (armed && ARMED.compareAndSet(this, true, false)) {
            try {
                loop().execute(wakeUp);
            } catch (RejectedExecutionException e) {
                // The loop has ended, and nobody is there to take the messages.
                armed = false;
            }
        }
    }

    private void onWakeUp() {
        // That the loop runs is all that was wanted: it polls this device in the same turn.
    }

    private boolean hasMessages() {
        for (int i = 0; i < linked.size(); i++) {
            if (linked.get(i).hasMessages()) {
                return true;
            }
        }
        return false;
    }
}
