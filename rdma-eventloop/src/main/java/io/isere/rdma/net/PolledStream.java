package io.isere.rdma.net;

/** A stream that a {@link StreamPoller} takes further in the turns of its loop. Thread: the loop. Must not throw. */
public interface PolledStream {
    /** Goes on reading where a turn's budget ended. */
    void readOn();

    /** Writes what the turn produced. */
    void writeOn();
}
