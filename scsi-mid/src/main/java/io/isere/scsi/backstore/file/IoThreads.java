package io.isere.scsi.backstore.file;

import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.backstore.BackstoreStatus;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fixed set of threads that may block, fed by loops that may not.
 *
 * <p>{@link #submit} is for any thread; it neither locks nor allocates. Lives until {@link #close} and the last request
 * before it.
 */
final class IoThreads {
    private static final Logger LOG = LoggerFactory.getLogger(IoThreads.class);
    /** In {@link #unfinished}: closed. The other bits count requests taken and not completed. */
    private static final long CLOSED = Long.MIN_VALUE;

    private final FileIo work;
    private final IoQueue queue;
    private final Runnable onStopped;
    private final AtomicLong unfinished = new AtomicLong();
    private final AtomicInteger running;
    /** Threads that are about to sleep or asleep; whoever takes one out of its cell wakes it. */
    private final AtomicReferenceArray<@Nullable Thread> idle;

    /** @param onStopped runs on the last thread to stop */
    IoThreads(String name, int threads, int queueLength, FileIo work, Runnable onStopped) {
        this.work = work;
        this.onStopped = onStopped;
        queue = new IoQueue(queueLength);
        idle = new AtomicReferenceArray<>(threads);
        running = new AtomicInteger(threads);
        for (int index = 0; index < threads; index++) {
            int cell = index;
            Thread thread = new Thread(() -> run(cell), "isere-file-" + name + "-" + index);
            thread.setDaemon(true);
            thread.start();
        }
    }

    void submit(BackstoreIo io) {
        if (unfinished.incrementAndGet() < 0) {
            finish(io, BackstoreStatus.CLOSED);
        } else if (queue.offer(io)) {
            wakeOne();
        } else {
            finish(io, BackstoreStatus.BUSY);
        }
    }

    void close() {
        if (unfinished.getAndUpdate(count -> count | CLOSED) >= 0) {
            wakeAll();
        }
    }

    private void run(int cell) {
        while (unfinished.get() != CLOSED) {
            BackstoreIo io = queue.poll();
            if (io == null) {
                sleep(cell);
            } else {
                finish(io, work.execute(io));
            }
        }
        if (running.decrementAndGet() == 0) {
            onStopped.run();
        }
    }

    /** Counts the request as done before its continuation can submit the next. */
    private void finish(BackstoreIo io, BackstoreStatus status) {
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
    private void sleep(int cell) {
        idle.set(cell, Thread.currentThread());
        BackstoreIo io = queue.poll();
        if (io == null && unfinished.get() != CLOSED) {
            LockSupport.park(this);
        }
        idle.set(cell, null);
        if (io != null) {
            finish(io, work.execute(io));
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
