package io.isere.rdma.testing;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Bytes a thread has allocated, for tests that want none. Static; {@link #allocatedBytes} itself allocates nothing. */
public final class AllocationAssert {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private AllocationAssert() {}

    /** What the calling thread has allocated so far; take it twice on the same thread and subtract. */
    public static long allocatedBytes() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }

    /** Runs {@code work} on this thread, {@code warmUps} times first, and fails unless the last run allocated nothing. */
    public static void zeroBytes(Runnable work, int warmUps) {
        for (int i = 0; i < warmUps; i++) {
            work.run();
        }
        long before = allocatedBytes();
        work.run();
        long bytes = allocatedBytes() - before;
        if (bytes != 0) {
            throw new AssertionError("allocated " + bytes + " bytes where none was expected");
        }
    }
}
