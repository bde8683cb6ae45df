package io.isere.vertx.load;

/**
 * A part of the measured time, for plots over time and for progress.
 *
 * @param fromSeconds since measuring began
 * @param toSeconds since measuring began
 * @param readsPerSecond that ended
 * @param writesPerSecond that ended
 * @param p50Us latency of both
 * @param p99Us latency of both
 * @param maxUs latency of both
 */
public record LoadSlice(
        double fromSeconds,
        double toSeconds,
        double readsPerSecond,
        double writesPerSecond,
        double p50Us,
        double p99Us,
        double maxUs) {
    static LoadSlice of(LoadSamples samples, double fromSeconds, double toSeconds) {
        double seconds = Math.max(1e-9, toSeconds - fromSeconds);
        var all = samples.allNs();
        return new LoadSlice(
                fromSeconds,
                toSeconds,
                samples.reads() / seconds,
                samples.writes() / seconds,
                all.getValueAtPercentile(50) / 1e3,
                all.getValueAtPercentile(99) / 1e3,
                all.getMaxValue() / 1e3);
    }
}
