package io.isere.vertx.impl;

import io.isere.datamover.LatencySink;
import io.isere.datamover.Operation;
import io.isere.vertx.IsereMetrics;
import org.HdrHistogram.AtomicHistogram;

/**
 * The latencies of one loop's commands: a histogram for each operation of either role, to 1 %. Written by the loop without
 * allocation, read by anyone. About 30 KiB a histogram.
 */
final class LoopLatencies implements LatencySink {
    private static final Operation[] OPERATIONS = Operation.values();
    private static final int DIGITS = 2;

    private final AtomicHistogram[] histograms = new AtomicHistogram[2 * OPERATIONS.length];

    LoopLatencies() {
        for (int i = 0; i < histograms.length; i++) {
            histograms[i] = new AtomicHistogram(IsereMetrics.LONGEST_NS, DIGITS);
        }
    }

    @Override
    public void record(boolean atTarget, Operation operation, long latencyNs) {
        histograms[index(atTarget, operation)].recordValue(Math.max(0, Math.min(latencyNs, IsereMetrics.LONGEST_NS)));
    }

    @SuppressWarnings("EnumOrdinal") // an index, of this array only
    private static int index(boolean atTarget, Operation operation) {
        return 2 * operation.ordinal() + (atTarget ? 1 : 0);
    }

    void addTo(IsereMetrics metrics) {
        for (Operation operation : OPERATIONS) {
            metrics.add(true, operation, histograms[index(true, operation)]);
            metrics.add(false, operation, histograms[index(false, operation)]);
        }
    }
}
