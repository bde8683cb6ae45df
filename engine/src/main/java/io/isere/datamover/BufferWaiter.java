package io.isere.datamover;

/** Waits in line for memory of a {@link LoopBuffers}. Thread: the loop. */
public interface BufferWaiter {
    /**
     * Memory became free: takes what it waits for.
     *
     * @return false when there is still not enough; it stays first in line
     */
    boolean onBuffersFree();
}
