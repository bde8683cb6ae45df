package io.isere.vertx.load;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.isere.vertx.IsereDevice;
import io.vertx.core.Future;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A load on some devices, each with a session of its own: begins the jobs' phases, collects what they measured in slices of
 * time, and sums up. One thread, which waits and is no event loop. Lifetime: one load; {@link #close} gives memory back.
 */
public final class LoadRun implements AutoCloseable {
    private static final int MAX_SLICES = 120;
    private static final long MIN_SLICE_NS = 100_000_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final LoadOptions options;
    private final String over;
    private final List<LoadJob> jobs = new ArrayList<>();
    private Consumer<LoadSlice> progress = slice -> {};

    /**
     * Prepares a load; nothing runs yet.
     *
     * @param devices one for each job, of the same disk
     * @param over what they go over, for the report
     * @throws IllegalArgumentException when load and disk do not fit, with what to do about it
     */
    public LoadRun(List<IsereDevice> devices, String over, LoadOptions options) {
        this.options = options;
        this.over = over;
        for (int i = 0; i < devices.size(); i++) {
            IsereDevice device = devices.get(i);
            Places places = LoadJobPlan.places(options, device.geometry(), i, devices.size());
            LoadJobPlan plan = LoadJobPlan.of(options, device.geometry(), i, devices.size());
            jobs.add(new LoadJob(device, plan, places));
        }
    }

    /** Calls something with each slice when it is over, on the thread of {@link #measure}. */
    public LoadRun onSlice(Consumer<LoadSlice> handler) {
        progress = handler;
        return this;
    }

    /** Writes all of the span once, with the pattern if data is checked. */
    public void fill() throws InterruptedException {
        await(start(LoadPhase.once(LoadKind.WRITE), null));
    }

    /**
     * Reads all that this run wrote, once, and checks it.
     *
     * @throws LoadMismatchException when it is not what was written
     */
    public void readBack() throws InterruptedException {
        await(start(LoadPhase.once(LoadKind.READ), null));
    }

    /**
     * Runs the load.
     *
     * @throws LoadMismatchException when data is wrong
     */
    public LoadResult measure() throws InterruptedException {
        LoadMeters meters = new LoadMeters(options.isOpenLoop());
        long fromNs = System.nanoTime() + nanoseconds(options.rampSeconds());
        long endNs = fromNs + nanoseconds(options.runSeconds());
        LoadPhase phase = new LoadPhase(options.kind(), false, options.isOpenLoop(), fromNs, endNs);
        CompletableFuture<?> ended = start(phase, meters);
        waitUntil(fromNs, ended);
        long cpuBeganNs = system.getProcessCpuTime();
        long allocatedBefore = allocatedBytes(meters);
        LoadSamples sum = new LoadSamples(options.isOpenLoop());
        LoadSlices slices = new LoadSlices(fromNs, sliceNs(), progress);
        boolean isOver = false;
        while (!isOver) {
            isOver = waitUntil(slices.nextEndNs(), ended);
            LoadSamples samples = meters.collect();
            sum.add(samples);
            slices.add(samples, isOver);
        }
        LoadSpent spent = new LoadSpent(
                Math.max(1, sum.commands() > 0 ? sum.lastEndNs() - fromNs : endNs - fromNs),
                system.getProcessCpuTime() - cpuBeganNs,
                allocatedBytes(meters) - allocatedBefore);
        await(ended);
        return new LoadResult(options, jobs.size(), over, sum, spent, meters.neverSent(), slices.all());
    }

    private long sliceNs() {
        return Math.max(MIN_SLICE_NS, nanoseconds(options.runSeconds()) / MAX_SLICES);
    }

    private CompletableFuture<?> start(LoadPhase phase, @Nullable LoadMeters meters) {
        return Future.join(jobs.stream().map(job -> job.run(phase, meters)).toList())
                .toCompletionStage()
                .toCompletableFuture();
    }

    private long allocatedBytes(LoadMeters meters) {
        return meters.all().stream()
                .mapToLong(meter -> threads.getThreadAllocatedBytes(meter.threadId()))
                .sum();
    }

    /** Whether it ended before. */
    private static boolean waitUntil(long timeNs, CompletableFuture<?> ended) throws InterruptedException {
        try {
            ended.get(Math.max(1, timeNs - System.nanoTime()), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true;
        }
    }

    private static void await(CompletableFuture<?> ended) throws InterruptedException {
        try {
            ended.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private static long nanoseconds(double seconds) {
        return (long) (seconds * 1e9);
    }

    /** Gives the jobs' memory back; nothing runs. */
    @Override
    public void close() {
        jobs.forEach(LoadJob::release);
    }
}
