package io.isere.rdma.inprocess;

import io.isere.rdma.loop.LoopTimer;

/** A timer of a {@link SteppedLoop}. Thread: the loop's. */
final class SteppedTimer implements LoopTimer, Comparable<SteppedTimer> {
    private final SteppedLoop loop;
    private final long deadlineNs;
    private final long sequence;
    private final Runnable task;

    SteppedTimer(SteppedLoop loop, long deadlineNs, long sequence, Runnable task) {
        this.loop = loop;
        this.deadlineNs = deadlineNs;
        this.sequence = sequence;
        this.task = task;
    }

    long deadlineNs() {
        return deadlineNs;
    }

    Runnable task() {
        return task;
    }

    @Override
    public void cancel() {
        loop.cancel(this);
    }

    @Override
    public int compareTo(SteppedTimer other) {
        int byTime = Long.compare(deadlineNs, other.deadlineNs);
        return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
}
