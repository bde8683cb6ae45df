package io.isere.vertx.load;

import io.isere.rdma.loop.LoopPollable;
import io.isere.rdma.loop.LoopTimer;
import io.isere.rdma.loop.RdmaLoop;
import org.jspecify.annotations.Nullable;

/**
 * Wakes a job of an open loop when its next command is due: in the loop's turns, which have the precision of a turn. The
 * loop sleeps only when that is further away than a timer is late; such a timer is the only thing allocated.
 */
final class LoadPacer implements LoopPollable {
    private static final long POLLED_NS = 1_000_000;
    private static final long TIMER_LATE_NS = 200_000;

    private final LoadJob job;
    private final RdmaLoop loop;
    private @Nullable LoopTimer timer;

    LoadPacer(LoadJob job, RdmaLoop loop) {
        this.job = job;
        this.loop = loop;
    }

    @Override
    public int poll(int budget) {
        return job.onTurn(budget);
    }

    @Override
    public boolean arm() {
        long aheadNs = job.nextTurnNs() - System.nanoTime();
        if (aheadNs < POLLED_NS) {
            return false;
        }
        timer = loop.schedule(aheadNs - TIMER_LATE_NS, () -> timer = null);
        return true;
    }

    @Override
    public void disarm() {
        LoopTimer set = timer;
        timer = null;
        if (set != null) {
            set.cancel();
        }
    }
}
