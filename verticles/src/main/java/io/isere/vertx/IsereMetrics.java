package io.isere.vertx;

import io.isere.datamover.Counter;
import io.isere.datamover.Operation;
import io.vertx.core.json.JsonObject;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.Histogram;

/**
 * What the connections of a Vert.x have counted and measured since its loops began, summed over them. A copy as of a moment,
 * made by {@link IsereVertx#metrics}; not changed any more.
 */
public final class IsereMetrics {
    /** Latencies beyond this count as this. */
    public static final long LONGEST_NS = 60_000_000_000L;

    private static final int DIGITS = 2;

    private final Map<Counter, Long> counters = new EnumMap<>(Counter.class);
    private final Map<Operation, Histogram> atTargets = new EnumMap<>(Operation.class);
    private final Map<Operation, Histogram> atInitiators = new EnumMap<>(Operation.class);

    /** With nothing in it. */
    public IsereMetrics() {
        for (Counter counter : Counter.values()) {
            counters.put(counter, 0L);
        }
        for (Operation operation : Operation.values()) {
            atTargets.put(operation, new Histogram(LONGEST_NS, DIGITS));
            atInitiators.put(operation, new Histogram(LONGEST_NS, DIGITS));
        }
    }

    /** A counter's value. */
    public long get(Counter counter) {
        return counters.getOrDefault(counter, 0L);
    }

    /**
     * Latencies in nanoseconds.
     *
     * @param atTarget true: of commands to targets here, from arrival to response; false: of initiators here, from sending to
     *     the end
     */
    public Histogram latencies(boolean atTarget, Operation operation) {
        Histogram histogram = (atTarget ? atTargets : atInitiators).get(operation);
        return histogram == null ? new Histogram(LONGEST_NS, DIGITS) : histogram;
    }

    /** Adds the value of one loop, while it is made. */
    public void add(Counter counter, long value) {
        counters.merge(counter, value, Long::sum);
    }

    /** Adds the latencies of one loop, while it is made. */
    public void add(boolean atTarget, Operation operation, AbstractHistogram ofLoop) {
        latencies(atTarget, operation).add(ofLoop);
    }

    /** Counters by identifier, and percentiles of what was measured, in microseconds. */
    public JsonObject toJson() {
        JsonObject values = new JsonObject();
        counters.forEach((counter, value) -> values.put(counter.id(), value));
        return new JsonObject()
                .put("counters", values)
                .put("targetLatencyUs", percentiles(true))
                .put("initiatorLatencyUs", percentiles(false));
    }

    private JsonObject percentiles(boolean atTarget) {
        JsonObject json = new JsonObject();
        for (Operation operation : Operation.values()) {
            Histogram histogram = latencies(atTarget, operation);
            if (histogram.getTotalCount() > 0) {
                json.put(
                        operation.name().toLowerCase(Locale.ROOT),
                        new JsonObject()
                                .put("count", histogram.getTotalCount())
                                .put("p50", histogram.getValueAtPercentile(50) / 1e3)
                                .put("p99", histogram.getValueAtPercentile(99) / 1e3)
                                .put("p99.9", histogram.getValueAtPercentile(99.9) / 1e3)
                                .put("max", histogram.getMaxValue() / 1e3));
            }
        }
        return json;
    }
}
