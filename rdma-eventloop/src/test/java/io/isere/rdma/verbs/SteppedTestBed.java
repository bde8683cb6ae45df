package io.isere.rdma.verbs;

import io.isere.rdma.inprocess.SteppedLoop;
import io.isere.rdma.net.NioStreamSockets;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;

/**
 * Two devices on one stepped loop or on two, in the test's own thread.
 *
 * <p>Without sockets the clock moves a fixed time each step, so every run is the same; with sockets it follows the real one.
 */
public final class SteppedTestBed implements RdmaTestBed {
    /** What the clock of a bed moves each step. */
    private static final long STEP_NS = 100_000;

    private static final long BOUND_NS = 60_000_000_000L;
    private static final int SETTLE_STEPS = 200;

    private final SteppedLoop[] loops;
    private final RdmaDevice[] devices = new RdmaDevice[2];
    private final int pollablesAtStart;
    private final boolean realTime;
    private long lastNs = System.nanoTime();

    /**
     * @param loopCount 1: both devices on the same loop; 2: one each
     * @param realTime whether the wire is outside of this thread, hence needs real time
     */
    public SteppedTestBed(RdmaProvider provider, int loopCount, boolean realTime) {
        this.realTime = realTime;
        loops = new SteppedLoop[loopCount];
        for (int i = 0; i < loopCount; i++) {
            loops[i] = new SteppedLoop();
        }
        for (int side = 0; side < 2; side++) {
            SteppedLoop loop = loops[side % loopCount];
            devices[side] = provider.open(new DeviceContext(loop, new NioStreamSockets(loop)));
        }
        pollablesAtStart = pollables();
    }

    /** The loop of a side, to step it by hand. */
    public SteppedLoop loop(int side) {
        return loops[side % loops.length];
    }

    @Override
    public RdmaDevice device(int side) {
        return devices[side];
    }

    @Override
    public <T> T call(int side, Callable<T> action) {
        try {
            return action.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void until(int side, String what, BooleanSupplier condition) {
        untilQuietly(what, condition);
    }

    @Override
    public void untilQuietly(String what, BooleanSupplier condition) {
        long startNs = System.nanoTime();
        while (!condition.getAsBoolean()) {
            step();
            if (System.nanoTime() - startNs > BOUND_NS) {
                throw new AssertionError("still waiting: " + what);
            }
        }
    }

    @Override
    public void settle() {
        for (int i = 0; i < SETTLE_STEPS; i++) {
            step();
        }
    }

    private void step() {
        long nowNs = System.nanoTime();
        long deltaNs = realTime ? nowNs - lastNs : STEP_NS;
        lastNs = nowNs;
        for (SteppedLoop loop : loops) {
            loop.advanceNs(deltaNs);
            loop.step();
        }
    }

    private int pollables() {
        int count = 0;
        for (SteppedLoop loop : loops) {
            count += loop.pollableCount();
        }
        return count;
    }

    @Override
    public int uncaughtCount() {
        int count = 0;
        for (SteppedLoop loop : loops) {
            count += loop.uncaught().size();
        }
        return count;
    }

    @Override
    public String leaks() {
        StringJoiner leaks = new StringJoiner(", ");
        for (RdmaDevice device : devices) {
            String of = Leaks.of(device);
            if (!of.isEmpty()) {
                leaks.add(of);
            }
        }
        for (SteppedLoop loop : loops) {
            Leaks.add(leaks, "timers", loop.timerCount());
        }
        Leaks.add(leaks, "pollables", Math.max(0, pollables() - pollablesAtStart));
        return leaks.toString();
    }

    @Override
    public void close() {
        for (RdmaDevice device : devices) {
            device.close();
        }
        settle();
    }
}
