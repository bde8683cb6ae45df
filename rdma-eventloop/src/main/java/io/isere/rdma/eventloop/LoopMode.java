package io.isere.rdma.eventloop;

/** What a loop does when its pollables have no work. */
public enum LoopMode {
    /** Polls on: the lowest latency, for a whole core. */
    BUSY,
    /** Polls on for {@link LoopOptions#spinNs} after the last work, then sleeps until it is woken. */
    ADAPTIVE,
    /** Sleeps at once: the least processor time, for a wake-up (some 5 to 20 µs) each time. */
    BLOCKING
}
