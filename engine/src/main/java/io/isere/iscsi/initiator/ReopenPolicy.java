package io.isere.iscsi.initiator;

/**
 * When a lost session is opened again, and for how long that is tried. Immutable; any thread.
 *
 * @param giveUpNs how long after the loss the session is given up for good; 0: at once, it is never opened again
 * @param firstDelayNs pause before the second attempt; it doubles from attempt to attempt. The first attempt comes after
 *     the target's Time2Wait
 * @param maxDelayNs longest pause
 * @param jitterPercent how much a pause varies, up or down, so that many initiators of one target do not come at once
 * @param stableNs a session that is lost again sooner than this counts as not recovered: pauses and give-up time go on
 *     from the first loss
 */
public record ReopenPolicy(long giveUpNs, long firstDelayNs, long maxDelayNs, int jitterPercent, long stableNs) {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long GIVE_UP_NS = 120 * SECOND_NS;
    private static final long FIRST_DELAY_NS = SECOND_NS / 2;
    private static final long MAX_DELAY_NS = 10 * SECOND_NS;
    private static final int JITTER_PERCENT = 25;
    private static final long STABLE_NS = 10 * SECOND_NS;

    /** Checks the ranges. */
    public ReopenPolicy {
        if (giveUpNs < 0 || firstDelayNs <= 0 || maxDelayNs < firstDelayNs || stableNs < 0) {
            throw new IllegalArgumentException("want 0 <= giveUp, 0 < firstDelay <= maxDelay, 0 <= stable");
        }
        if (jitterPercent < 0 || jitterPercent > 100) {
            throw new IllegalArgumentException("jitter of " + jitterPercent + "%: want 0 to 100");
        }
    }

    /** Two minutes, as open-iscsi's replacement timeout; pauses of half a second up to ten seconds. */
    public static ReopenPolicy defaults() {
        return new ReopenPolicy(GIVE_UP_NS, FIRST_DELAY_NS, MAX_DELAY_NS, JITTER_PERCENT, STABLE_NS);
    }

    /** A session that is lost stays lost, and its commands with it. */
    public static ReopenPolicy never() {
        return defaults().withGiveUp(0);
    }

    /** The same with another limit. */
    public ReopenPolicy withGiveUp(long limitNs) {
        return new ReopenPolicy(limitNs, firstDelayNs, maxDelayNs, jitterPercent, stableNs);
    }

    /** The same with other pauses. */
    public ReopenPolicy withDelays(long firstNs, long maxNs) {
        return new ReopenPolicy(giveUpNs, firstNs, maxNs, jitterPercent, stableNs);
    }
}
