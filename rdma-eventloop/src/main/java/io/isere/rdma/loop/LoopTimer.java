package io.isere.rdma.loop;

/** A timer of an {@link RdmaLoop}, to be cancelled on the loop's thread. */
public interface LoopTimer {
    /** Cancels the timer; does nothing when it has fired already. */
    void cancel();
}
