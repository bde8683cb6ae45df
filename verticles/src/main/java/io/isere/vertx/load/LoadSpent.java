package io.isere.vertx.load;

/**
 * What the measured time cost.
 *
 * @param elapsedNs time
 * @param cpuNs processor time of this process
 * @param allocatedBytes on the loops that had jobs
 */
record LoadSpent(long elapsedNs, long cpuNs, long allocatedBytes) {}
