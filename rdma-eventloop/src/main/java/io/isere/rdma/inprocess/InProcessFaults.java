package io.isere.rdma.inprocess;

import java.util.SplittableRandom;

/**
 * What goes wrong on purpose, the same for the same seed: late deliveries, connections that drop, connects that are refused.
 *
 * <p>Thread: that of the devices opened with it; give each loop thread an object of its own, or step all loops in one thread.
 * Allocates nothing after construction.
 */
public final class InProcessFaults {
    private final SplittableRandom random;
    private int maxDelaySteps;
    private long operationsUntilDrop = Long.MAX_VALUE;
    private int connectsToRefuse;

    /** Without a fault until one is asked for. */
    public InProcessFaults(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Every delivery takes between 0 and {@code steps} turns of the receiving loop longer; the order stays. */
    public InProcessFaults delayDeliveries(int steps) {
        maxDelaySteps = steps;
        return this;
    }

    /** The connection on which the {@code count}-th operation from now arrives (1 is the next) drops, unannounced. */
    public InProcessFaults dropConnectionAt(long count) {
        operationsUntilDrop = count;
        return this;
    }

    /** The next {@code count} connects find nobody. */
    public InProcessFaults refuseConnects(int count) {
        connectsToRefuse = count;
        return this;
    }

    int nextDelaySteps() {
        return maxDelaySteps == 0 ? 0 : random.nextInt(maxDelaySteps + 1);
    }

    boolean dropsOnOperation() {
        return operationsUntilDrop != Long.MAX_VALUE && --operationsUntilDrop == 0;
    }

    boolean refusesConnect() {
        if (connectsToRefuse == 0) {
            return false;
        }
        connectsToRefuse--;
        return true;
    }
}
