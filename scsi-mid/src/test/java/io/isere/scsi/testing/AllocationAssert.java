package io.isere.scsi.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;

/**
 * Asserts that code allocates nothing on the calling thread, by the JVM's own per-thread counter.
 *
 * <p>The JIT allocates nothing on the thread it compiles for, but interpreted code may box or build what compiled code
 * does not; hence the warm-up. And hence the tries: a class loaded or a method recompiled in one window of runs counts
 * there, and is gone in the next; what each run allocates shows in all.
 */
public final class AllocationAssert {
    private static final int TRIES = 10;

    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private AllocationAssert() {}

    /** Runs {@code operation} {@code warmUps} times, then asserts that {@code runs} more allocate 0 bytes in all. */
    public static void zeroBytes(int warmUps, int runs, Runnable operation) {
        repeat(warmUps, operation);
        long leastBytes = Long.MAX_VALUE;
        for (int attempt = 0; attempt < TRIES && leastBytes > 0; attempt++) {
            leastBytes = Math.min(leastBytes, allocatedBytes(runs, operation));
        }
        assertThat(leastBytes)
                .as("bytes allocated on this thread by %d runs", runs)
                .isZero();
    }

    /** Bytes that {@code runs} of {@code operation} allocate on this thread. */
    public static long allocatedBytes(int runs, Runnable operation) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        repeat(runs, operation);
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private static void repeat(int runs, Runnable operation) {
        for (int run = 0; run < runs; run++) {
            operation.run();
        }
    }
}
