package io.isere.rdma.inprocess;

import io.isere.rdma.loop.LoopPollable;
import io.isere.rdma.loop.LoopTimer;
import io.isere.rdma.loop.RdmaLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.jctools.queues.MpscUnboundedArrayQueue;

/**
 * A loop that turns only when told to, with a clock that moves only when told to: for tests and simulation. Several of them
 * on one thread replay the same interleaving each time.
 *
 * <p>Thread: the one that made it; others may call {@link #execute}. Allocates nothing in a turn but what its tasks do.
 */
public final class SteppedLoop implements RdmaLoop {
    /** Most work a pollable may do in one step. */
    public static final int POLL_BUDGET = 64;

    private static final int MAX_STEPS_UNTIL_IDLE = 1_000_000;

    private final Thread owner = Thread.currentThread();
    private final MpscUnboundedArrayQueue<Runnable> tasks = new MpscUnboundedArrayQueue<>(64);
    private final PriorityQueue<SteppedTimer> timers = new PriorityQueue<>();
    private final List<LoopPollable> pollables = new ArrayList<>();
    private final List<Throwable> uncaught = new ArrayList<>();
    private int cursor;
    private long timerCount;
    private volatile long nowNs;

    /** One turn: the tasks and timers that are due, then every pollable once. Returns how much was done; 0 means idle. */
    public int step() {
        return runTasks() + runTimers() + poll();
    }

    /** Steps until nothing is left to do at the present time; returns how much was done. */
    public int runUntilIdle() {
        int done = 0;
        for (int steps = 0; steps < MAX_STEPS_UNTIL_IDLE; steps++) {
            done += step();
            if (isIdle()) {
                return done;
            }
        }
        throw new IllegalStateException("still busy after " + MAX_STEPS_UNTIL_IDLE + " steps");
    }

    /** Whether a step would do nothing. */
    public boolean isIdle() {
        if (!tasks.isEmpty() || isTimerDue()) {
            return false;
        }
        boolean idle = true;
        for (int i = 0; i < pollables.size(); i++) {
            idle &= pollables.get(i).arm();
        }
        for (int i = 0; i < pollables.size(); i++) {
            pollables.get(i).disarm();
        }
        return idle;
    }

    /** Moves the clock; timers that come due fire in the next step. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // the owner alone writes
    public void advanceNs(long deltaNs) {
        nowNs = nowNs + deltaNs;
    }

    /** Timers that were scheduled and neither fired nor were cancelled. */
    public int timerCount() {
        return timers.size();
    }

    /** Pollables registered now. */
    public int pollableCount() {
        return pollables.size();
    }

    /** What handlers threw. */
    public List<Throwable> uncaught() {
        return uncaught;
    }

    @Override
    public boolean inLoop() {
        return Thread.currentThread() == owner;
    }

    @Override
    public long nowNs() {
        return nowNs;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public LoopTimer schedule(long delayNs, Runnable task) {
        SteppedTimer timer = new SteppedTimer(this, nowNs + delayNs, timerCount++, task);
        timers.add(timer);
        return timer;
    }

    void cancel(SteppedTimer timer) {
        timers.remove(timer);
    }

    @Override
    public void register(LoopPollable pollable) {
        pollables.add(pollable);
    }

    @Override
    public void deregister(LoopPollable pollable) {
        int index = pollables.indexOf(pollable);
        if (index >= 0) {
            pollables.remove(index);
            if (index < cursor) {
                cursor--;
            }
        }
    }

    @Override
    public void reportUncaught(String where, Throwable cause) {
        uncaught.add(cause);
    }

    private int runTasks() {
        int count = tasks.size();
        for (int i = 0; i < count; i++) {
            Runnable task = tasks.poll();
            if (task != null) {
                run(task);
            }
        }
        return count;
    }

    private int runTimers() {
        int count = 0;
        while (isTimerDue()) {
            run(timers.remove().task());
            count++;
        }
        return count;
    }

    private boolean isTimerDue() {
        SteppedTimer first = timers.peek();
        return first != null && first.deadlineNs() <= nowNs;
    }

    private int poll() {
        int done = 0;
        cursor = 0;
        while (cursor < pollables.size()) {
            done += pollables.get(cursor++).poll(POLL_BUDGET);
        }
        return done;
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            reportUncaught("task", e);
        }
    }
}
