package io.isere.vertx.spi;

import io.isere.scsi.backstore.Backstore;
import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.backstore.BackstoreOp;
import io.isere.scsi.backstore.BackstoreStatus;
import io.isere.scsi.backstore.threads.IoThreads;
import io.isere.scsi.task.DataSegments;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves an {@link AsyncStore} as a disk.
 *
 * <p>For any number of loops: they only queue, and allocate nothing; one thread of the backstore's own calls the store.
 * The store works on the memory that the wire uses, so nothing is copied here. Lifetime: until {@link #close}, which waits
 * for what is under way, flushes, and closes the store.
 */
public final class AsyncBackstore implements Backstore {
    private static final Logger LOG = LoggerFactory.getLogger(AsyncBackstore.class);
    private static final int QUEUE_LENGTH = 4096;
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(64 << 10).asReadOnlyBuffer();

    private final AsyncStore store;
    private final IoThreads thread;
    private final Promise<Void> closed = Promise.promise();

    private AsyncBackstore(AsyncStore store) {
        this.store = store;
        thread = new IoThreads("isere-store", 1, QUEUE_LENGTH, () -> this::begin, this::onStopped);
    }

    /** The disk of a store, which it owns from now on. */
    public static AsyncBackstore of(AsyncStore store) {
        if (store.capacityBytes() <= 0) {
            throw new IllegalArgumentException(
                    "the store says it holds " + store.capacityBytes() + " bytes: want at least a block");
        }
        return new AsyncBackstore(store);
    }

    /** Begins a request; on the backstore's thread. Null: it ends later. */
    private @Nullable BackstoreStatus begin(BackstoreIo io) {
        if (io.op() == BackstoreOp.CHANGE_KEY) {
            return BackstoreStatus.WRITE_ERROR;
        }
        if (store.readOnly() && (io.op() == BackstoreOp.WRITE || io.op() == BackstoreOp.UNMAP)) {
            return BackstoreStatus.READ_ONLY;
        }
        Future<?> work;
        try {
            work = call(io);
        } catch (RuntimeException e) {
            return statusOf(io, e);
        }
        work.onComplete(done -> thread.finish(io, done.succeeded() ? BackstoreStatus.OK : statusOf(io, done.cause())));
        return null;
    }

    private Future<?> call(BackstoreIo io) {
        return switch (io.op()) {
            case READ -> eachSegment(io);
            case WRITE ->
                io.fua() && store.writeBack() ? eachSegment(io).compose(written -> store.flush()) : eachSegment(io);
            case FLUSH -> store.flush();
            case UNMAP -> store.unmap(io.offsetBytes(), io.lengthBytes());
            case CHANGE_KEY -> throw new IllegalStateException("answered before");
        };
    }

    private Future<?> eachSegment(BackstoreIo io) {
        DataSegments segments = io.segments();
        List<Future<Void>> calls = new ArrayList<>(segments.count());
        long at = io.offsetBytes();
        for (int i = 0; i < segments.count(); i++) {
            // A slab's position and limit mean nothing here.
            ByteBuffer memory =
                    segments.slab(i).duplicate().clear().slice(segments.offsetBytes(i), segments.lengthBytes(i));
            calls.add(io.op() == BackstoreOp.READ ? store.read(at, memory) : store.write(at, memory));
            at += segments.lengthBytes(i);
        }
        // Joined: the memory is not the store's any more when the request ends, not even after a failure.
        return calls.size() == 1 ? calls.get(0) : Future.join(calls);
    }

    private static BackstoreStatus statusOf(BackstoreIo io, Throwable failure) {
        if (failure instanceof AsyncStoreException known) {
            LOG.debug("{} of {} bytes at {}: {}", io.op(), io.lengthBytes(), io.offsetBytes(), known.getMessage());
            return known.status();
        }
        LOG.warn("{} of {} bytes at {} failed", io.op(), io.lengthBytes(), io.offsetBytes(), failure);
        return io.op() == BackstoreOp.READ ? BackstoreStatus.READ_ERROR : BackstoreStatus.WRITE_ERROR;
    }

    /** Writes zeros, a piece at a time. */
    static Future<Void> writeZeros(AsyncStore store, long offsetBytes, int lengthBytes) {
        if (lengthBytes == 0) {
            return Future.succeededFuture();
        }
        int piece = Math.min(lengthBytes, ZEROS.capacity());
        return store.write(offsetBytes, ZEROS.duplicate().limit(piece))
                .compose(written -> writeZeros(store, offsetBytes + piece, lengthBytes - piece));
    }

    @Override
    public long capacityBytes() {
        return store.capacityBytes();
    }

    @Override
    public boolean thin() {
        return store.unmapGranularityBytes() > 0;
    }

    @Override
    public int unmapGranularityBytes() {
        return store.unmapGranularityBytes();
    }

    @Override
    public boolean readOnly() {
        return store.readOnly();
    }

    @Override
    public boolean writeBack() {
        return store.writeBack();
    }

    @Override
    public boolean mapRead(long offsetBytes, int lengthBytes, DataSegments out) {
        out.clear();
        return false;
    }

    @Override
    public boolean mapWrite(long offsetBytes, int lengthBytes, DataSegments out) {
        out.clear();
        return false;
    }

    @Override
    public void submit(BackstoreIo io) {
        thread.submit(io);
    }

    @Override
    public Future<Void> close() {
        thread.close();
        return closed.future();
    }

    private void onStopped() {
        store.flush().eventually(store::close).onComplete(closed);
    }
}
