package io.isere.scsi.backstore.encrypted;

import io.isere.scsi.backstore.Backstore;
import io.isere.scsi.backstore.BackstoreCompletion;
import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.backstore.BackstoreStatus;
import io.isere.scsi.task.DataSegments;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A backstore for a thread that may block: one request at a time, again while the store is busy. Allocates nothing. */
final class BlockingStore {
    private static final long BUSY_PAUSE_NS = 1_000_000;
    private static final Executor AT_ONCE = Runnable::run;
    private static final BackstoreCompletion ON_DONE = io -> ((BlockingStore) io.owner()).onDone();

    private final Backstore store;
    private final BackstoreIo io = new BackstoreIo(this);
    private @Nullable Thread caller;
    private volatile boolean done;

    BlockingStore(Backstore store) {
        this.store = store;
    }

    BackstoreStatus read(long offsetBytes, DataSegments segments) {
        return await(io.read(offsetBytes, segments));
    }

    BackstoreStatus write(long offsetBytes, DataSegments segments) {
        return await(io.write(offsetBytes, segments, false));
    }

    BackstoreStatus unmap(long offsetBytes, int lengthBytes) {
        return await(io.unmap(offsetBytes, lengthBytes));
    }

    BackstoreStatus flush() {
        return await(io.flush());
    }

    private BackstoreStatus await(BackstoreIo request) {
        run(request);
        while (request.status() == BackstoreStatus.BUSY) {
            LockSupport.parkNanos(this, BUSY_PAUSE_NS);
            run(request);
        }
        return request.status();
    }

    private void run(BackstoreIo request) {
        caller = Thread.currentThread();
        done = false;
        store.submit(request.thenOn(AT_ONCE, ON_DONE));
        while (!done) {
            LockSupport.park(this);
        }
    }

    private void onDone() {
        Thread waiting = caller;
        done = true;
        LockSupport.unpark(waiting);
    }
}
