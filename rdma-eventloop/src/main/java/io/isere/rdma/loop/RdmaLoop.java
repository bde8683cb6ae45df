package io.isere.rdma.loop;

import java.util.concurrent.Executor;

/**
 * One event loop as providers and protocol code see it: a thread, a clock and a turn.
 *
 * <p>Nothing above this interface has a thread or a clock of its own, so a test can drive both ends of a connection by
 * hand. Implementations: Netty's loop under Vert.x ({@code eventloop}) and a stepped one for tests and simulation
 * ({@code inprocess}).
 *
 * <p>Thread: {@link #execute}, {@link #inLoop} and {@link #nowNs} may be called from any thread, everything else from
 * the loop only.
 */
public interface RdmaLoop extends Executor {
    /** Whether the caller is on this loop's thread. */
    boolean inLoop();

    /** The loop's monotonic clock in nanoseconds. */
    long nowNs();

    /** Runs {@code task} on the loop after at least {@code delayNs}; control path, allocates. */
    LoopTimer schedule(long delayNs, Runnable task);

    /** Adds something to poll in every turn; takes effect in the next turn at the latest. */
    void register(LoopPollable pollable);

    /** Removes it again; no {@code poll} follows the return of this call. */
    void deregister(LoopPollable pollable);

    /**
     * Wakes the loop whenever a descriptor of somebody else's is readable, until cancelled; level-triggered.
     *
     * @param onReadable called on the loop; must take what there is, and must not throw
     * @throws UnsupportedOperationException when the loop cannot wait for descriptors
     */
    default DescriptorWatch watch(int descriptor, Runnable onReadable) {
        throw new UnsupportedOperationException("this loop cannot wait for descriptors");
    }

    /** Reports what a handler threw: logs and counts it, and the loop goes on. */
    void reportUncaught(String where, Throwable cause);
}
