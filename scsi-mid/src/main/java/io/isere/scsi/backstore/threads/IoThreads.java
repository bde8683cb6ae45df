package io.isere.scsi.backstore.threads;

import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.backstore.BackstoreStatus;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fixed set of threads that may block, fed by loops that may not.
 *
 * <p>{@link #submit} is for any thread; it neither locks nor allocates. Lives until {@link #close} and the last request
 * before it.
 */
public final class IoThreads {
    private static final Logger LOG = LoggerFactory.getLogger(IoThreads.class);
    /** In {@link #unfinished}: closed. The other bits count requests taken and not completed. */
    private static final long CLOSED = Long.MIN_VALUE;

    private final IoQueue queue;
    private final Runnable onStopped;
    private final AtomicLong unfinished = new AtomicLong();
    private final AtomicInteger running;
    /** Threads that are about to sleep or asleep; whoever takes one out of its cell wakes it. */
    private final AtomicReferenceArray<@Nullable Thread> idle;

    /**
     * Starts them.
     *
     * @param name what the names of the threads begin with
     * @param queueLength requests that can wait
     * @param works asked once a thread for what it runs
     * @param onStopped runs on the last thread to stop
     */
    public IoThreads(
            String name, int threads, int queueLength, Supplier<? extends BlockingWork> works, Runnable onStopped) {
        this.onStopped = onStopped;
        queue = new IoQueue(queueLength);
        idle = new AtomicReferenceArray<>(threads);
        running = new AtomicInteger(threads);
        for (int index = 0; index < threads; index++) {
            int cell = index;
            BlockingWork work = works.get();
            Thread thread = new Thread(() -> run(cell, work), name + "-" + index);
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Queues a request; completes it at once as BUSY when the queue is full, as CLOSED after {@link #close}. */
    public void submit(BackstoreIo io) {
        if (unfinished.incrementAndGet() < 0) {
            finish(io, BackstoreStatus.CLOSED);
        } else if (queue.offer(io)) {
            wakeOne();
        } else {
            finish(io, BackstoreStatus.BUSY);
        }
    }

    /** Takes no more requests; the threads stop when those taken are done. */
    public void close() {
        if (unfinished.getAndUpdate(count -> count | CLOSED) >= 0) {
            wakeAll();
        }
    }

    private void run(int cell, BlockingWork work) {
        while (unfinished.get() != CLOSED) {
            BackstoreIo io = queue.poll();
            if (io == null) {
                sleep(cell, work);
            } else {
                execute(work, io);
            }
        }
        if (running.decrementAndGet() == 0) {
            onStopped.run();
        }
    }

    private void execute(BlockingWork work, BackstoreIo io) {
        BackstoreStatus status = work.execute(io);
        if (status != null) {
            finish(io, status);
        }
    }

    /**
     * Completes a request, on any thread: one that {@link BlockingWork#execute} left for later. Counts it as done before its
     * continuation can submit the next.
     */
    public void finish(BackstoreIo io, BackstoreStatus status) {
        if (unfinished.decrementAndGet() == CLOSED) {
            wakeAll();
        }
        try {
            io.complete(status);
        } catch (RejectedExecutionException e) {
            LOG.debug("a loop has stopped before its request to the backstore was done", e);
        }
    }

    /** First announces the sleep, then looks again, then sleeps: a request offered meanwhile is seen or wakes. */
    private void sleep(int cell, BlockingWork work) {
        idle.set(cell, Thread.currentThread());
        BackstoreIo io = queue.poll();
        if (io == null && unfinished.get() != CLOSED) {
            LockSupport.park(this);
        }
        idle.set(cell, null);
        if (io != null) {
            execute(work, io);
        }
    }

    private void wakeOne() {
        for (int cell = 0; cell < idle.length(); cell++) {
            if (wake(cell)) {
                return;
            }
        }
    }

    private void wakeAll() {
        for (int cell = 0; cell < idle.length(); cell++) {
            wake(cell);
        }
    }

    private boolean wake(int cell) {
        Thread thread = idle.get(cell);
        if (thread == null || !idle.compareAndSet(cell, thread, null)) {
            return false;
        }
        LockSupport.unpark(thread);
        return true;
    }
}
