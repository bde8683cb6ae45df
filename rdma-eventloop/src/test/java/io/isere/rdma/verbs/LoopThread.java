package io.isere.rdma.verbs;

import io.isere.rdma.loop.LoopPollable;
import io.isere.rdma.loop.LoopTimer;
import io.isere.rdma.loop.RdmaLoop;
import io.isere.rdma.net.NioStreamSockets;
import io.isere.rdma.net.StreamSockets;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.MpscUnboundedArrayQueue;

/** The simplest loop with a thread: polls a while, then sleeps once everything is armed, until something is executed. */
final class LoopThread implements RdmaLoop {
    private static final int IDLE_TURNS_BEFORE_SLEEP = 20;
    private static final long MAX_SLEEP_NS = 1_000_000;

    private final MpscUnboundedArrayQueue<Runnable> tasks = new MpscUnboundedArrayQueue<>(256);
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private final List<LoopPollable> pollables = new ArrayList<>();
    private final AtomicInteger uncaught = new AtomicInteger();
    private final Thread thread;
    private final StreamSockets sockets;
    private int cursor;
    private volatile boolean stopped;

    LoopThread(String name) {
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
        sockets = new NioStreamSockets(this);
        thread.start();
    }

    StreamSockets sockets() {
        return sockets;
    }

    int uncaughtCount() {
        return uncaught.get();
    }

    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            throw new AssertionError(thread.getName() + " does not end");
        }
    }

    private void run() {
        int idleTurns = 0;
        while (!stopped) {
            idleTurns = turn() == 0 ? idleTurns + 1 : 0;
            if (idleTurns > IDLE_TURNS_BEFORE_SLEEP) {
                sleepIfArmed();
            }
        }
    }

    private int turn() {
        int done = 0;
        Runnable task = tasks.poll();
        while (task != null) {
            runTask(task);
            done++;
            task = tasks.poll();
        }
        while (!timers.isEmpty() && timers.peek().deadlineNs <= nowNs()) {
            runTask(timers.remove().task);
            done++;
        }
        for (cursor = 0; cursor < pollables.size(); ) {
            done += pollables.get(cursor++).poll(64);
        }
        return done;
    }

    private void sleepIfArmed() {
        boolean idle = true;
        for (int i = 0; i < pollables.size(); i++) {
            idle &= pollables.get(i).arm();
        }
        if (idle && tasks.isEmpty()) {
            LockSupport.parkNanos(this, MAX_SLEEP_NS);
        }
        for (int i = 0; i < pollables.size(); i++) {
            pollables.get(i).disarm();
        }
    }

    private void runTask(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            reportUncaught("task", e);
        }
    }

    @Override
    public boolean inLoop() {
        return Thread.currentThread() == thread;
    }

    @Override
    public long nowNs() {
        return System.nanoTime();
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        LockSupport.unpark(thread);
    }

    @Override
    public LoopTimer schedule(long delayNs, Runnable task) {
        Timer timer = new Timer(nowNs() + delayNs, task);
        timers.add(timer);
        return () -> timers.remove(timer);
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
        uncaught.incrementAndGet();
    }

    private static final class Timer implements Comparable<Timer> {
        final long deadlineNs;
        final Runnable task;

        Timer(long deadlineNs, Runnable task) {
            this.deadlineNs = deadlineNs;
            this.task = task;
        }

        @Override
        public int compareTo(Timer other) {
            return Long.compare(deadlineNs, other.deadlineNs);
        }
    }
}
