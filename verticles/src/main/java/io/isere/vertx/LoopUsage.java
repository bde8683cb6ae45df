package io.isere.vertx;

/**
 * What the connections of one event loop hold at a moment; all of it comes back when they end. For monitoring, and for
 * tests that look for leaks.
 *
 * @param provider name of the RDMA provider
 * @param buffers pooled data buffers leased to commands
 * @param connectionRegions pieces of registered memory that connections have for their PDUs
 */
public record LoopUsage(String provider, int buffers, int connectionRegions) {
    /** Whether nothing is held. */
    public boolean isIdle() {
        return buffers == 0 && connectionRegions == 0;
    }
}
