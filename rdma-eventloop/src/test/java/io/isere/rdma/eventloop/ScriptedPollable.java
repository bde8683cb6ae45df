package io.isere.rdma.eventloop;

import io.isere.rdma.loop.LoopPollable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A pollable whose work comes from the test, from any thread. What it counts belongs to its loop. */
class ScriptedPollable implements LoopPollable {
    final AtomicInteger pending = new AtomicInteger();
    final CountDownLatch armedOnce = new CountDownLatch(1);
    CountDownLatch workDone = new CountDownLatch(0);
    int polls;
    int work;
    int arms;
    int disarms;
    int largestBudget;
    Thread thread;

    @Override
    public int poll(int budget) {
        polls++;
        thread = Thread.currentThread();
        largestBudget = Math.max(largestBudget, budget);
        int count = Math.min(budget, pending.get());
        if (count > 0) {
            pending.addAndGet(-count);
            work += count;
            for (int i = 0; i < count; i++) {
                workDone.countDown();
            }
        }
        return count;
    }

    @Override
    public boolean arm() {
        arms++;
        boolean idle = pending.get() == 0;
        if (idle) {
            armedOnce.countDown();
        }
        return idle;
    }

    @Override
    public void disarm() {
        disarms++;
    }
}
