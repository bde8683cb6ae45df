package io.isere.vertx.load;

import org.HdrHistogram.Histogram;

/**
 * Latencies of commands, reads and writes apart: from when a command was due to its end, and, where that can differ, from
 * when it was sent. Owned by one thread at a time. Allocates at construction only, some 200 KiB a histogram.
 */
final class LoadSamples {
    private static final long HIGHEST_NS = 100_000_000_000L;
    private static final int DIGITS = 3;

    private final Histogram readsNs = histogram();
    private final Histogram writesNs = histogram();
    private final Histogram sentNs = histogram();
    private final boolean openLoop;
    private long lastEndNs;
    private boolean empty = true;

    /** @param openLoop whether commands can be sent later than they are due */
    LoadSamples(boolean openLoop) {
        this.openLoop = openLoop;
    }

    static Histogram histogram() {
        return new Histogram(HIGHEST_NS, DIGITS);
    }

    void record(long dueNs, long sentAtNs, long endNs, boolean write) {
        (write ? writesNs : readsNs).recordValue(within(endNs - dueNs));
        if (openLoop) {
            sentNs.recordValue(within(endNs - sentAtNs));
        }
        lastEndNs = endNs;
        empty = false;
    }

    private static long within(long latencyNs) {
        return Math.min(latencyNs, HIGHEST_NS);
    }

    void add(LoadSamples other) {
        if (!other.empty) {
            readsNs.add(other.readsNs);
            writesNs.add(other.writesNs);
            sentNs.add(other.sentNs);
            lastEndNs = empty || other.lastEndNs - lastEndNs > 0 ? other.lastEndNs : lastEndNs;
            empty = false;
        }
    }

    void reset() {
        if (!empty) {
            readsNs.reset();
            writesNs.reset();
            sentNs.reset();
            empty = true;
        }
    }

    long reads() {
        return readsNs.getTotalCount();
    }

    long writes() {
        return writesNs.getTotalCount();
    }

    long commands() {
        return reads() + writes();
    }

    /** When the last command ended; if there is one. */
    long lastEndNs() {
        return lastEndNs;
    }

    Histogram readsNs() {
        return readsNs;
    }

    Histogram writesNs() {
        return writesNs;
    }

    /** From sending to end, of an open loop. */
    Histogram sentNs() {
        return sentNs;
    }

    /** Reads and writes; allocates. */
    Histogram allNs() {
        Histogram all = readsNs.copy();
        all.add(writesNs);
        return all;
    }
}
