package io.isere.vertx.cli;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.isere.vertx.config.Sizes;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * What a benchmark measured: latencies, and what the process spent meanwhile. Written on the session's loop, which is where
 * the allocation is measured; read when the run is over. Recording allocates nothing.
 */
final class BenchMeter {
    private static final long HIGHEST_NS = 60_000_000_000L;
    private static final double[] PERCENTILES = {50, 99, 99.9};

    private final BenchPlan plan;
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final Histogram latenciesNs = new Histogram(HIGHEST_NS, 3);
    private long reads;
    private long writes;
    private long beganNs;
    private long elapsedNs;
    private boolean begun;
    private long cpuBeganNs;
    private long cpuNs;
    private long allocatedBefore;
    private long allocatedBytes;

    BenchMeter(BenchPlan plan) {
        this.plan = plan;
    }

    void begin(long measureFromNs) {
        beganNs = measureFromNs;
    }

    void record(long latencyNs, boolean write) {
        if (!begun) {
            begun = true;
            cpuBeganNs = system.getProcessCpuTime();
            allocatedBefore = threads.getCurrentThreadAllocatedBytes();
        }
        latenciesNs.recordValue(Math.min(latencyNs, HIGHEST_NS));
        if (write) {
            writes++;
        } else {
            reads++;
        }
    }

    void end(long nowNs) {
        elapsedNs = Math.max(1, nowNs - beganNs);
        if (begun) {
            allocatedBytes = threads.getCurrentThreadAllocatedBytes() - allocatedBefore;
            cpuNs = system.getProcessCpuTime() - cpuBeganNs;
        }
    }

    long commands() {
        return reads + writes;
    }

    private double iops() {
        return commands() * 1e9 / elapsedNs;
    }

    private double megabytesPerSecond() {
        return iops() * plan.commandBytes() / 1e6;
    }

    private double perCommand(double total) {
        return total / Math.max(1, commands());
    }

    /** For people. */
    String text(String over) {
        return String.format(
                Locale.ROOT,
                "%s, %s x %d under way, %.1f s, %s%n"
                        + "  %,.0f IOPS, %,.1f MB/s, %,d reads, %,d writes%n"
                        + "  latency us: p50 %.1f, p99 %.1f, p99.9 %.1f, max %.1f, mean %.1f%n"
                        + "  per command: %.2f us of processor time (this process), %.2f bytes allocated on the loop",
                plan.rw().name().toLowerCase(Locale.ROOT),
                Sizes.format(plan.commandBytes()),
                plan.depth(),
                elapsedNs / 1e9,
                over,
                iops(),
                megabytesPerSecond(),
                reads,
                writes,
                latencyUs(PERCENTILES[0]),
                latencyUs(PERCENTILES[1]),
                latencyUs(PERCENTILES[2]),
                latenciesNs.getMaxValue() / 1e3,
                latenciesNs.getMean() / 1e3,
                perCommand(cpuNs / 1e3),
                perCommand((double) allocatedBytes));
    }

    private double latencyUs(double percentile) {
        return latenciesNs.getValueAtPercentile(percentile) / 1e3;
    }

    /** For programs. */
    JsonObject json(String over) {
        return new JsonObject()
                .put("rw", plan.rw().name().toLowerCase(Locale.ROOT))
                .put("bytes", plan.commandBytes())
                .put("iodepth", plan.depth())
                .put("over", over)
                .put("seconds", elapsedNs / 1e9)
                .put("reads", reads)
                .put("writes", writes)
                .put("iops", iops())
                .put("megabytesPerSecond", megabytesPerSecond())
                .put(
                        "latencyUs",
                        new JsonObject()
                                .put("p50", latencyUs(PERCENTILES[0]))
                                .put("p99", latencyUs(PERCENTILES[1]))
                                .put("p99.9", latencyUs(PERCENTILES[2]))
                                .put("max", latenciesNs.getMaxValue() / 1e3)
                                .put("mean", latenciesNs.getMean() / 1e3))
                .put("cpuUsPerCommand", perCommand(cpuNs / 1e3))
                .put("loopBytesAllocatedPerCommand", perCommand((double) allocatedBytes));
    }
}
