package io.isere.vertx.load;

import io.isere.vertx.config.Sizes;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** A load's result for a terminal. Static functions. */
public final class LoadText {
    private static final int BAR_WIDTH = 40;
    /** Rows of the histogram end where fewer of a million commands are. */
    private static final double SMALLEST_SHARE = 1e-6;

    private LoadText() {}

    /** A few lines: the load, throughput, latencies, costs. */
    public static String summary(LoadResult result) {
        LoadOptions options = result.options();
        StringBuilder text = new StringBuilder();
        line(
                text,
                "%s%s, %s x %d under way%s%s, %.1f s, %s",
                options.kind().label(),
                options.kind().isMixed() ? " " + options.readPercent() + ":" + (100 - options.readPercent()) : "",
                Sizes.format(options.commandBytes()),
                options.depth(),
                result.sessions() == 1 ? "" : " x " + result.sessions() + " sessions",
                options.isOpenLoop() ? ", " + rate(result) : "",
                result.seconds(),
                result.over());
        line(
                text,
                "  %,.0f IOPS, %,.1f MB/s, %,d reads, %,d writes",
                result.iops(),
                result.megabytesPerSecond(),
                result.reads(),
                result.writes());
        latencies(text, options.isOpenLoop() ? "latency us since due" : "latency us", result.latenciesNs());
        if (options.kind().isMixed()) {
            latencies(text, "  of reads", result.samples().readsNs());
            latencies(text, "  of writes", result.samples().writesNs());
        }
        if (options.isOpenLoop()) {
            latencies(text, "  since sent", result.samples().sentNs());
        }
        line(
                text,
                "  per command: %.2f us of processor time (this process), %.2f bytes allocated on the loop%s",
                result.cpuUsPerCommand(),
                result.bytesAllocatedPerCommand(),
                result.sessions() == 1 ? "" : "s");
        if (result.neverSent() > 0) {
            line(
                    text,
                    "  THE DISK DID NOT KEEP UP: %,d commands were due and never sent, so latencies are lower bounds;"
                            + " lower the rate, or raise the iodepth",
                    result.neverSent());
        }
        return text.toString().stripTrailing();
    }

    private static String rate(LoadResult result) {
        return String.format(
                Locale.ROOT,
                "%,.0f due a second and session%s",
                result.options().commandsPerSecond(),
                result.options().poisson() ? " (poisson)" : "");
    }

    private static void latencies(StringBuilder text, String what, Histogram ns) {
        line(
                text,
                "  %s: p50 %.1f, p99 %.1f, p99.9 %.1f, max %.1f, mean %.1f",
                what,
                LoadResult.us(ns, 50),
                LoadResult.us(ns, 99),
                LoadResult.us(ns, 99.9),
                ns.getMaxValue() / 1e3,
                ns.getMean() / 1e3);
    }

    /** Latencies by powers of two, with a bar for each. */
    public static String histogram(LoadResult result) {
        Histogram ns = result.latenciesNs();
        StringBuilder text = new StringBuilder();
        line(text, "  %12s  %12s  %8s", "up to us", "commands", "share");
        double widest = 0;
        for (var step : ns.logarithmicBucketValues(1_000, 2)) {
            widest = Math.max(widest, (double) step.getCountAddedInThisIterationStep());
        }
        for (var step : ns.logarithmicBucketValues(1_000, 2)) {
            long count = step.getCountAddedInThisIterationStep();
            double share = count / (double) Math.max(1, ns.getTotalCount());
            if (share >= SMALLEST_SHARE) {
                line(
                        text,
                        "  %12.0f  %,12d  %7.3f%%  %s",
                        step.getValueIteratedTo() / 1e3,
                        count,
                        share * 100,
                        "#".repeat((int) Math.ceil(count / widest * BAR_WIDTH)));
            }
        }
        return text.toString().stripTrailing();
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
    }
}
