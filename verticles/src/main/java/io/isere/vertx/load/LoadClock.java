package io.isere.vertx.load;

/**
 * When the commands of an open loop are due: at equal intervals, or at random ones of the same mean. Times depend on nothing
 * that the disk does, so that a slow answer delays no command's due time. Owned by a job on its loop.
 */
final class LoadClock {
    private final LoadJobPlan plan;
    private final Places random;
    private long beganNs;
    private double sinceNs;

    LoadClock(LoadJobPlan plan, Places random) {
        this.plan = plan;
        this.random = random;
    }

    void begin(long nowNs) {
        beganNs = nowNs;
        sinceNs = plan.startDelayNs();
    }

    /** When the next command is due. */
    long dueNs() {
        return beganNs + (long) sinceNs;
    }

    /** Goes on to the one after it. */
    void advance() {
        sinceNs += plan.poisson() ? -Math.log(random.nextFraction()) * plan.intervalNs() : plan.intervalNs();
    }

    /** Goes through all that are due before a time, and counts them. */
    long skipUntil(long endNs) {
        long skipped = 0;
        while (dueNs() - endNs < 0) {
            advance();
            skipped++;
        }
        return skipped;
    }
}
