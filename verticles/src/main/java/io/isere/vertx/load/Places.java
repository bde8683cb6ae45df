package io.isere.vertx.load;

import java.util.SplittableRandom;

/**
 * Where a job's commands go: the next place after the last, or a random one. Owned by a job on its loop; with {@code
 * exclusive}, which checking data needs, no place is handed out twice at a time, and each counts its writes. Allocates at
 * construction only.
 */
final class Places {
    private final long first;
    private final long count;
    private final long sequenceStart;
    private final boolean exclusive;
    private final int[] generations;
    private final boolean[] busy;
    private long random;
    private long handedOut;

    /**
     * Makes the places of a job.
     *
     * @param first number of the first, in units of a command's bytes from the start of the disk
     * @param count at least 1; when exclusive, more than there are commands under way and at most 2^30
     * @param sequenceStart of sequential loads, relative to the first
     */
    Places(long first, long count, long sequenceStart, boolean exclusive, long seed) {
        this.first = first;
        this.count = count;
        this.sequenceStart = sequenceStart;
        this.exclusive = exclusive;
        int tracked = exclusive ? Math.toIntExact(count) : 0;
        generations = new int[tracked];
        busy = new boolean[tracked];
        random = new SplittableRandom(seed).nextLong() | 1;
    }

    long count() {
        return count;
    }

    /** Begins again at the first place of a sequence. */
    void restart() {
        handedOut = 0;
    }

    /** Whether every place was handed out since the restart, by a sequential load. */
    boolean isRoundDone() {
        return handedOut >= count;
    }

    /** Takes a place for a command. */
    long take(boolean atRandom) {
        long index = atRandom ? Long.remainderUnsigned(nextRandom(), count) : (sequenceStart + handedOut) % count;
        handedOut++;
        if (exclusive) {
            while (busy[(int) index]) {
                index = (index + 1) % count;
            }
            busy[(int) index] = true;
        }
        return first + index;
    }

    /** Gives it back. */
    void release(long place) {
        if (exclusive) {
            busy[(int) (place - first)] = false;
        }
    }

    /** Writes that were made to a place that is taken. */
    int generation(long place) {
        return generations[(int) (place - first)];
    }

    /** Counts one more. */
    int nextGeneration(long place) {
        return ++generations[(int) (place - first)];
    }

    /** True with a probability of so many of a hundred. */
    boolean chance(int percent) {
        return percent >= 100 || (percent > 0 && Long.remainderUnsigned(nextRandom(), 100) < percent);
    }

    /** Uniform in (0, 1]. */
    double nextFraction() {
        return ((nextRandom() >>> 11) + 1) * 0x1.0p-53;
    }

    /** xorshift64*. */
    private long nextRandom() {
        random ^= random >>> 12;
        random ^= random << 25;
        random ^= random >>> 27;
        return random * 0x2545F4914F6CDD1DL;
    }
}
