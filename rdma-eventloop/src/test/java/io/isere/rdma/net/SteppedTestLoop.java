package io.isere.rdma.net;

import io.isere.rdma.loop.LoopPollable;
import io.isere.rdma.loop.LoopTimer;
import io.isere.rdma.loop.RdmaLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** The smallest loop there is: the test's own thread, one turn a call. Its clock stands still; timers never fire. */
final class SteppedTestLoop implements RdmaLoop {
    final List<String> uncaught = new ArrayList<>();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<LoopPollable> pollables = new ArrayList<>();

    void turn() {
        for (int left = tasks.size(); left > 0; left--) {
            tasks.remove().run();
        }
        for (LoopPollable pollable : List.copyOf(pollables)) {
            if (pollables.contains(pollable)) {
                pollable.poll(64);
            }
        }
    }

    int pollables() {
        return pollables.size();
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public boolean inLoop() {
        return true;
    }

    @Override
    public long nowNs() {
        return 0;
    }

    @Override
    public LoopTimer schedule(long delayNs, Runnable task) {
        return () -> {};
    }

    @Override
    public void register(LoopPollable pollable) {
        pollables.add(pollable);
    }

    @Override
    public void deregister(LoopPollable pollable) {
        pollables.remove(pollable);
    }

    @Override
    public void reportUncaught(String where, Throwable cause) {
        uncaught.add(where + ": " + cause);
    }
}
