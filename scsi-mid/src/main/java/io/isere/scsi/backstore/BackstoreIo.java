package io.isere.scsi.backstore;

import io.isere.scsi.task.DataSegments;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One reusable request to a {@link Backstore}.
 *
 * <p>Prepared and submitted on its home thread; {@link #complete} is called once by the store, on any thread, and the
 * continuation runs on the home thread again. In between the io is the store's. Being the Runnable that hops home
 * itself, it allocates nothing after construction.
 */
public final class BackstoreIo implements Runnable {
    private final Object owner;

    private Executor home = Runnable::run;
    private @Nullable Thread homeThread;
    private @Nullable BackstoreCompletion completion;

    private BackstoreOp op = BackstoreOp.READ;
    private long offsetBytes;
    private int lengthBytes;
    private @Nullable DataSegments segments;
    private boolean fua;
    private BackstoreStatus status = BackstoreStatus.OK;

    /** @param owner what {@link #owner} gives back to the continuation */
    public BackstoreIo(Object owner) {
        this.owner = owner;
    }

    /** Asks for a READ into {@code segments}: {@code segments.totalBytes()} bytes from {@code offsetBytes} on. */
    public BackstoreIo read(long offsetBytes, DataSegments segments) {
        return set(BackstoreOp.READ, offsetBytes, segments, false);
    }

    /** Asks for a WRITE of {@code segments}; with {@code fua} it completes only when stable. */
    public BackstoreIo write(long offsetBytes, DataSegments segments, boolean fua) {
        return set(BackstoreOp.WRITE, offsetBytes, segments, fua);
    }

    /** Asks for a FLUSH of the whole store. */
    public BackstoreIo flush() {
        return setWithoutData(BackstoreOp.FLUSH, 0, 0);
    }

    /** Asks for an UNMAP of a range. */
    public BackstoreIo unmap(long offsetBytes, int lengthBytes) {
        return setWithoutData(BackstoreOp.UNMAP, offsetBytes, lengthBytes);
    }

    /** Asks for a CHANGE_KEY of the whole store. */
    public BackstoreIo changeKey() {
        return setWithoutData(BackstoreOp.CHANGE_KEY, 0, 0);
    }

    private BackstoreIo setWithoutData(BackstoreOp newOp, long newOffsetBytes, int newLengthBytes) {
        op = newOp;
        offsetBytes = newOffsetBytes;
        lengthBytes = newLengthBytes;
        segments = null;
        fua = false;
        return this;
    }

    private BackstoreIo set(BackstoreOp newOp, long newOffsetBytes, DataSegments newSegments, boolean newFua) {
        op = newOp;
        offsetBytes = newOffsetBytes;
        lengthBytes = newSegments.totalBytes();
        segments = newSegments;
        fua = newFua;
        return this;
    }

    /**
     * Names the continuation and where it runs.
     *
     * @param home executes on the calling thread, which becomes the home thread
     */
    public BackstoreIo thenOn(Executor home, BackstoreCompletion completion) {
        this.home = home;
        this.completion = completion;
        homeThread = Thread.currentThread();
        return this;
    }

    /** Ends the io: hops home, or runs the continuation at once when called there. Any thread, once a submit. */
    public void complete(BackstoreStatus result) {
        status = result;
        if (Thread.currentThread() == homeThread) {
            run();
        } else {
            home.execute(this);
        }
    }

    /** Runs the continuation; for the home executor only. */
    @Override
    public void run() {
        Objects.requireNonNull(completion, "io has no continuation").onComplete(this);
    }

    public Object owner() {
        return owner;
    }

    public BackstoreOp op() {
        return op;
    }

    /** First byte in the store. */
    public long offsetBytes() {
        return offsetBytes;
    }

    public int lengthBytes() {
        return lengthBytes;
    }

    /** Memory of a READ or WRITE. */
    public DataSegments segments() {
        return Objects.requireNonNull(segments, "only READ and WRITE have segments");
    }

    /** Force unit access: complete only when the data is stable. */
    public boolean fua() {
        return fua;
    }

    /** Result; valid in the continuation. */
    public BackstoreStatus status() {
        return status;
    }
}
