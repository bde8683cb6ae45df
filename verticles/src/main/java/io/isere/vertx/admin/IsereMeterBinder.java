package io.isere.vertx.admin;

import io.isere.datamover.Counter;
import io.isere.datamover.Operation;
import io.isere.vertx.IsereMetrics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/**
 * Tells a Micrometer registry of everything that Isere counts and measures: {@code isere.} and a counter's identifier, and
 * {@code isere.command.latency} with its percentiles, by role and operation. The registry asks when it is read; between two
 * looks within a moment the same copy is told.
 */
public final class IsereMeterBinder implements MeterBinder {
    private static final String PREFIX = "isere.";
    private static final long FRESH_NS = 100_000_000L;
    private static final List<Double> PERCENTILES = List.of(50.0, 99.0, 99.9);

    private final Supplier<IsereMetrics> source;
    private final LongSupplier sessions;
    private IsereMetrics copy = new IsereMetrics();
    private long copiedNs;
    private boolean copied;

    /**
     * Of the metrics of one Vert.x.
     *
     * @param sessions how many sessions a target there has now
     */
    public IsereMeterBinder(Supplier<IsereMetrics> source, LongSupplier sessions) {
        this.source = source;
        this.sessions = sessions;
    }

    private synchronized IsereMetrics metrics() {
        long nowNs = System.nanoTime();
        if (!copied || nowNs - copiedNs > FRESH_NS) {
            copy = source.get();
            copiedNs = nowNs;
            copied = true;
        }
        return copy;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (Counter counter : Counter.values()) {
            FunctionCounter.builder(
                            PREFIX + counter.id(),
                            this,
                            binder -> binder.metrics().get(counter))
                    .baseUnit(counter.unit())
                    .description(counter.help())
                    .register(registry);
        }
        // Registries hold what meters ask weakly; this one meter keeps it for all.
        Gauge.builder(PREFIX + "target.sessions", this, binder -> binder.sessions.getAsLong())
                .description("Initiators logged in now")
                .strongReference(true)
                .register(registry);
        for (Operation operation : Operation.values()) {
            bind(registry, operation, true);
            bind(registry, operation, false);
        }
    }

    private void bind(MeterRegistry registry, Operation operation, boolean atTarget) {
        Tags tags = Tags.of(
                "role",
                atTarget ? "target" : "initiator",
                "operation",
                operation.name().toLowerCase(Locale.ROOT));
        FunctionTimer.builder(
                        PREFIX + "command.latency",
                        this,
                        binder -> binder.histogram(atTarget, operation).getTotalCount(),
                        binder -> total(binder.histogram(atTarget, operation)),
                        TimeUnit.NANOSECONDS)
                .tags(tags)
                .description("How long commands take")
                .register(registry);
        for (double percentile : PERCENTILES) {
            TimeGauge.builder(
                            PREFIX + "command.latency.percentile",
                            this,
                            TimeUnit.NANOSECONDS,
                            binder -> binder.histogram(atTarget, operation).getValueAtPercentile(percentile))
                    .tags(tags.and("percentile", Double.toString(percentile)))
                    .description("Percentiles of how long commands took since the start, to 1 %")
                    .register(registry);
        }
    }

    private Histogram histogram(boolean atTarget, Operation operation) {
        return metrics().latencies(atTarget, operation);
    }

    private static double total(Histogram histogram) {
        return histogram.getMean() * histogram.getTotalCount();
    }
}
