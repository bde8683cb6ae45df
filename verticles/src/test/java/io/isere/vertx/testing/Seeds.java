package io.isere.vertx.testing;

import java.util.concurrent.ThreadLocalRandom;

/** Seeds of random tests: another each run, or the one of {@code -Dtest.seed}; printed, so that a failure can be repeated. */
public final class Seeds {
    private Seeds() {}

    /** The seed of a test. */
    public static long next(String test) {
        long seed = Long.getLong("test.seed", ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE));
        System.out.println(test + ": -Dtest.seed=" + seed);
        return seed;
    }
}
