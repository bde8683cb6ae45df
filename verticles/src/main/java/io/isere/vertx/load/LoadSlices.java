package io.isere.vertx.load;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes slices of what is collected, one after another; a last one that is too short for a rate is made one with that before
 * it. For the thread that collects.
 */
final class LoadSlices {
    private final List<LoadSlice> slices = new ArrayList<>();
    private final long fromNs;
    private final long sliceNs;
    private final Consumer<LoadSlice> progress;
    private LoadSamples last = new LoadSamples(false);
    private long lastBeganNs;
    private long endNs;

    LoadSlices(long fromNs, long sliceNs, Consumer<LoadSlice> progress) {
        this.fromNs = fromNs;
        this.sliceNs = sliceNs;
        this.progress = progress;
        lastBeganNs = fromNs;
        endNs = fromNs;
    }

    /** When to collect next. */
    long nextEndNs() {
        return endNs + sliceNs;
    }

    /** Takes what was recorded since the last call. */
    void add(LoadSamples samples, boolean isLast) {
        long nowNs = isLast && samples.commands() > 0 ? samples.lastEndNs() : System.nanoTime();
        if (isLast && samples.commands() == 0 && !slices.isEmpty()) {
            return;
        }
        if (isLast && nowNs - endNs < sliceNs / 2 && !slices.isEmpty()) {
            slices.remove(slices.size() - 1);
            samples.add(last);
            nowNs = Math.max(nowNs, endNs);
        } else {
            lastBeganNs = endNs;
        }
        LoadSlice slice = LoadSlice.of(samples, (lastBeganNs - fromNs) / 1e9, (nowNs - fromNs) / 1e9);
        slices.add(slice);
        progress.accept(slice);
        last = samples;
        endNs = nowNs;
    }

    List<LoadSlice> all() {
        return slices;
    }
}
