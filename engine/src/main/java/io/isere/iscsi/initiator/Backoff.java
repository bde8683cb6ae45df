package io.isere.iscsi.initiator;

import java.util.random.RandomGenerator;

/** Pauses between attempts: bounded exponential, with jitter (see {@link ReopenPolicy}). Owned by one loop. */
final class Backoff {
    private final ReopenPolicy policy;
    private final RandomGenerator random;
    private int attempts;

    Backoff(ReopenPolicy policy, RandomGenerator random) {
        this.policy = policy;
        this.random = random;
    }

    /** Begins anew. */
    void reset() {
        attempts = 0;
    }

    /** Attempts asked for since the last reset. */
    int attempts() {
        return attempts;
    }

    /**
     * The pause before the next attempt.
     *
     * @param leastNs what it must not be shorter than
     */
    long nextNs(long leastNs) {
        long pauseNs = 0;
        if (attempts > 0) {
            int doublings = Math.min(attempts - 1, Long.numberOfLeadingZeros(policy.firstDelayNs()) - 1);
            pauseNs = Math.min(policy.maxDelayNs(), policy.firstDelayNs() << doublings);
        }
        attempts++;
        long spreadNs = pauseNs / 100 * policy.jitterPercent();
        long jitterNs = spreadNs == 0 ? 0 : random.nextLong(-spreadNs, spreadNs + 1);
        return Math.max(leastNs, pauseNs + jitterNs);
    }
}
