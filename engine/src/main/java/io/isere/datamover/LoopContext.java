package io.isere.datamover;

import io.isere.rdma.loop.RdmaLoop;

/**
 * What every connection of a loop shares.
 *
 * @param loop the loop
 * @param memory its registrations
 * @param buffers its data buffers
 */
public record LoopContext(RdmaLoop loop, LoopMemory memory, LoopBuffers buffers) {}
