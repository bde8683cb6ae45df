package io.isere.vertx.load;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.HdrHistogram.Histogram;

/** What a load measured. Immutable but for its histograms, which nobody changes any more; any thread. */
public final class LoadResult {
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};
    private static final int TICKS_PER_HALF_DISTANCE = 4;

    private final LoadOptions options;
    private final int sessions;
    private final String over;
    private final LoadSamples samples;
    private final LoadSpent spent;
    private final long neverSent;
    private final List<LoadSlice> slices;

    LoadResult(
            LoadOptions options,
            int sessions,
            String over,
            LoadSamples samples,
            LoadSpent spent,
            long neverSent,
            List<LoadSlice> slices) {
        this.options = options;
        this.sessions = sessions;
        this.over = over;
        this.samples = samples;
        this.spent = spent;
        this.neverSent = neverSent;
        this.slices = List.copyOf(slices);
    }

    /** The load that was asked for. */
    public LoadOptions options() {
        return options;
    }

    /** Jobs, each with a session. */
    public int sessions() {
        return sessions;
    }

    /** What the sessions went over. */
    public String over() {
        return over;
    }

    /** Commands that ended well, of those due in the measured time. */
    public long commands() {
        return samples.commands();
    }

    /** Reads of them. */
    public long reads() {
        return samples.reads();
    }

    /** Writes of them. */
    public long writes() {
        return samples.writes();
    }

    /** Seconds measured, up to the end of the last command. */
    public double seconds() {
        return spent.elapsedNs() / 1e9;
    }

    /** Commands a second. */
    public double iops() {
        return commands() / seconds();
    }

    /** Of 10^6 bytes. */
    public double megabytesPerSecond() {
        return iops() * options.commandBytes() / 1e6;
    }

    /** Processor time of this process, a command. */
    public double cpuUsPerCommand() {
        return spent.cpuNs() / 1e3 / Math.max(1, commands());
    }

    /** Bytes allocated on the loops, a command. */
    public double bytesAllocatedPerCommand() {
        return spent.allocatedBytes() / (double) Math.max(1, commands());
    }

    /** Commands of an open loop that were due, and that the disk left no room to send: then latencies are too low. */
    public long neverSent() {
        return neverSent;
    }

    /** The run in parts. */
    public List<LoadSlice> slices() {
        return slices;
    }

    /** Latencies of reads and writes, from when they were due, in nanoseconds. */
    public Histogram latenciesNs() {
        return samples.allNs();
    }

    LoadSamples samples() {
        return samples;
    }

    /** For programs; latencies in microseconds. */
    public JsonObject json() {
        JsonObject json = new JsonObject()
                .put("rw", options.kind().label())
                .put("rwmixread", options.readPercent())
                .put("bytes", options.commandBytes())
                .put("iodepth", options.depth())
                .put("numjobs", sessions)
                .put("seed", options.seed())
                .put("over", over)
                .put("loop", options.isOpenLoop() ? "open" : "closed")
                .put("seconds", seconds())
                .put("reads", reads())
                .put("writes", writes())
                .put("iops", iops())
                .put("megabytesPerSecond", megabytesPerSecond())
                .put("latencyUs", latencies(latenciesNs()))
                .put("cpuUsPerCommand", cpuUsPerCommand())
                .put("loopBytesAllocatedPerCommand", bytesAllocatedPerCommand())
                .put("verified", options.verify());
        if (options.kind().isMixed()) {
            json.put("readLatencyUs", latencies(samples.readsNs()))
                    .put("writeLatencyUs", latencies(samples.writesNs()));
        }
        if (options.isOpenLoop()) {
            json.put("rateIops", options.commandsPerSecond())
                    .put("rateProcess", options.poisson() ? "poisson" : "linear")
                    .put("neverSent", neverSent)
                    .put("latencySinceSentUs", latencies(samples.sentNs()));
        }
        return json.put("slices", slicesJson());
    }

    private static JsonObject latencies(Histogram ns) {
        JsonObject json = new JsonObject();
        for (double percentile : PERCENTILES) {
            json.put("p" + (percentile % 1 == 0 ? "" + (int) percentile : "" + percentile), us(ns, percentile));
        }
        json.put("max", ns.getMaxValue() / 1e3).put("mean", ns.getMean() / 1e3);
        JsonArray distribution = new JsonArray();
        if (ns.getTotalCount() > 0) {
            ns.percentiles(TICKS_PER_HALF_DISTANCE)
                    .forEach(step -> distribution.add(new JsonArray()
                            .add(step.getPercentileLevelIteratedTo())
                            .add(step.getValueIteratedTo() / 1e3)));
        }
        return json.put("distribution", distribution);
    }

    static double us(Histogram ns, double percentile) {
        return ns.getTotalCount() == 0 ? 0 : ns.getValueAtPercentile(percentile) / 1e3;
    }

    private JsonArray slicesJson() {
        JsonArray array = new JsonArray();
        for (LoadSlice slice : slices) {
            array.add(new JsonObject()
                    .put("from", slice.fromSeconds())
                    .put("to", slice.toSeconds())
                    .put("readIops", slice.readsPerSecond())
                    .put("writeIops", slice.writesPerSecond())
                    .put("p50", slice.p50Us())
                    .put("p99", slice.p99Us())
                    .put("max", slice.maxUs()));
        }
        return array;
    }
}
