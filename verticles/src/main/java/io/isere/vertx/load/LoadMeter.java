package io.isere.vertx.load;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * What the commands of one loop took. Recorded on the loop, without any synchronisation: whoever collects asks the loop to
 * go on with another set of samples. Recording allocates nothing.
 */
final class LoadMeter {
    private final Executor loop;
    private final long threadId;
    private LoadSamples active;
    private LoadSamples spare;
    private long neverSent;

    /** Made on the loop's thread. */
    LoadMeter(Executor loop, boolean openLoop) {
        this.loop = loop;
        threadId = Thread.currentThread().getId();
        active = new LoadSamples(openLoop);
        spare = new LoadSamples(openLoop);
    }

    long threadId() {
        return threadId;
    }

    /** On the loop. */
    void record(long dueNs, long sentAtNs, long endNs, boolean write) {
        active.record(dueNs, sentAtNs, endNs, write);
    }

    /** Counts commands that were due, and for which there never was a place among those under way. On the loop. */
    void addNeverSent(long commands) {
        neverSent += commands;
    }

    /** What was recorded since the last call; it is the caller's until the next one, and reset by that. Any one thread. */
    CompletableFuture<LoadSamples> collect() {
        CompletableFuture<LoadSamples> collected = new CompletableFuture<>();
        loop.execute(() -> {
            spare.reset();
            LoadSamples full = active;
            active = spare;
            spare = full;
            collected.complete(full);
        });
        return collected;
    }

    /** When every job has ended. */
    long neverSent() {
        return neverSent;
    }
}
