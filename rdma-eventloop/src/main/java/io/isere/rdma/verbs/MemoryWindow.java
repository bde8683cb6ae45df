package io.isere.rdma.verbs;

/**
 * A window onto a part of a region, for one queue pair's peer only (a type 2 window of RFC 5040 terms). Each bind gives a
 * new STag, so an STag that outlived its task is detected.
 *
 * <p>Thread: its device's loop. Bind it with {@link QueuePair#bindWindow}. Allocates nothing.
 */
public interface MemoryWindow {
    /** The STag of the current binding, to be advertised to the peer. */
    int stag();

    /** The tagged offset (TO) of the window's first byte; never 0, because some peers take 0 for "none". */
    long remoteOffset();

    /** Whether it is bound: false before the first bind and after an invalidation by either side. */
    boolean isBound();

    /** Invalidates the binding from this side: from now on the peer's accesses are refused. No-op when unbound. */
    void invalidate();

    /** Releases the window; it is invalidated first. Idempotent. Control path. */
    void destroy();
}
