package io.isere.rdma.eventloop;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where throwables end that no handler caught: counted all, logged at most {@value #MOST_PER_SECOND} a second, because a
 * pollable that always throws would do so a million times a second.
 *
 * <p>Thread: any; loops of their own have an object each.
 */
final class UncaughtLog {
    private static final Logger LOG = LoggerFactory.getLogger(UncaughtLog.class);
    private static final int MOST_PER_SECOND = 10;
    private static final long SECOND_NS = 1_000_000_000;

    private final LoopCounters counters;
    private long secondBeganNs = System.nanoTime();
    private int loggedInSecond;
    private long suppressed;

    UncaughtLog(LoopCounters counters) {
        this.counters = counters;
    }

    synchronized void report(String where, Throwable cause) {
        counters.uncaught++;
        long nowNs = System.nanoTime();
        if (nowNs - secondBeganNs > SECOND_NS) {
            secondBeganNs = nowNs;
            loggedInSecond = 0;
        }
        if (loggedInSecond == MOST_PER_SECOND) {
            suppressed++;
            return;
        }
        loggedInSecond++;
        LOG.error("uncaught in {}; the loop goes on ({} more were not logged)", where, suppressed, cause);
        suppressed = 0;
    }
}
