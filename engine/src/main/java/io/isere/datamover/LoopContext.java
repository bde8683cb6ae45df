package io.isere.datamover;

import io.isere.rdma.loop.RdmaLoop;

/**
 * What every connection of a loop shares.
 *
 * @param loop the loop
 * @param memory its registrations
 * @param buffers its data buffers
 * @param meter what its connections count
 */
public record LoopContext(RdmaLoop loop, LoopMemory memory, LoopBuffers buffers, LoopMeter meter) {
    /** With counters of its own that nobody takes latencies from. */
    public LoopContext(RdmaLoop loop, LoopMemory memory, LoopBuffers buffers) {
        this(loop, memory, buffers, new LoopMeter(LatencySink.NONE));
    }
}
