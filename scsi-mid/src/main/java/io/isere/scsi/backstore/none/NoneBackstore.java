package io.isere.scsi.backstore.none;

import io.isere.scsi.backstore.Backstore;
import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.backstore.BackstoreOp;
import io.isere.scsi.backstore.BackstoreStatus;
import io.isere.scsi.task.DataSegments;
import io.vertx.core.Future;
import java.nio.ByteBuffer;

/**
 * Blocks that are nowhere, to measure all but the storage: a WRITE lands in memory that everybody writes and nobody
 * reads, a READ comes from memory of zeros.
 *
 * <p>For any number of loops, without locks; allocates nothing after construction.
 */
public final class NoneBackstore implements Backstore {
    private static final int SLAB_BYTES = 1 << 20;

    private final long capacityBytes;
    private final ByteBuffer zeros = ByteBuffer.allocateDirect(SLAB_BYTES);
    private final ByteBuffer sink = ByteBuffer.allocateDirect(SLAB_BYTES);
    private volatile boolean closed;

    /** @param capacityBytes at least 1; takes no memory */
    public NoneBackstore(long capacityBytes) {
        if (capacityBytes <= 0) {
            throw new IllegalArgumentException("capacity of " + capacityBytes + " bytes is out of range");
        }
        this.capacityBytes = capacityBytes;
    }

    @Override
    public long capacityBytes() {
        return capacityBytes;
    }

    @Override
    public boolean thin() {
        return false;
    }

    @Override
    public boolean readOnly() {
        return false;
    }

    /** True, so that nobody takes its writes for safe. */
    @Override
    public boolean writeBack() {
        return true;
    }

    @Override
    public boolean mapRead(long offsetBytes, int lengthBytes, DataSegments out) {
        return map(zeros, lengthBytes, out);
    }

    @Override
    public boolean mapWrite(long offsetBytes, int lengthBytes, DataSegments out) {
        return map(sink, lengthBytes, out);
    }

    private boolean map(ByteBuffer slab, int lengthBytes, DataSegments out) {
        out.clear();
        if (closed || lengthBytes > SLAB_BYTES) {
            return false;
        }
        return out.add(slab, 0, lengthBytes);
    }

    @Override
    public void submit(BackstoreIo io) {
        if (closed) {
            io.complete(BackstoreStatus.CLOSED);
            return;
        }
        if (io.op() == BackstoreOp.READ) {
            fillWithZeros(io.segments());
        }
        io.complete(io.op() == BackstoreOp.CHANGE_KEY ? BackstoreStatus.WRITE_ERROR : BackstoreStatus.OK);
    }

    private void fillWithZeros(DataSegments segments) {
        for (int index = 0; index < segments.count(); index++) {
            int done = 0;
            while (done < segments.lengthBytes(index)) {
                int step = Math.min(SLAB_BYTES, segments.lengthBytes(index) - done);
                segments.slab(index).put(segments.offsetBytes(index) + done, zeros, 0, step);
                done += step;
            }
        }
    }

    @Override
    public Future<Void> close() {
        closed = true;
        return Future.succeededFuture();
    }
}
