package io.isere.rdma;

import java.lang.management.ManagementFactory;

/** Counts what a thread allocates. The counting itself allocates nothing. */
public final class Allocation {
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocation() {}

    /** Bytes the calling thread has allocated since it began. */
    @SuppressWarnings("deprecation") // Thread.threadId() came after Java 17.
    public static long ofThisThreadBytes() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}
