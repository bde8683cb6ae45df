package io.isere.vertx.load;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** The meters of a run, one for each loop that has a job. Any thread. */
final class LoadMeters {
    private final Map<Thread, LoadMeter> byThread = new ConcurrentHashMap<>();
    private final boolean openLoop;

    LoadMeters(boolean openLoop) {
        this.openLoop = openLoop;
    }

    /** That of the calling loop, made when it is the first of its jobs. */
    LoadMeter ofLoop(Executor loop) {
        return byThread.computeIfAbsent(Thread.currentThread(), thread -> new LoadMeter(loop, openLoop));
    }

    Collection<LoadMeter> all() {
        return byThread.values();
    }

    /** What all of them recorded since the last call; waits for the loops. On one thread, which is none of them. */
    LoadSamples collect() {
        LoadSamples sum = new LoadSamples(openLoop);
        all().stream().map(LoadMeter::collect).toList().forEach(samples -> sum.add(samples.join()));
        return sum;
    }

    long neverSent() {
        return all().stream().mapToLong(LoadMeter::neverSent).sum();
    }
}
