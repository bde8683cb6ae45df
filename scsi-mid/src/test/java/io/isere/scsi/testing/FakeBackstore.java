package io.isere.scsi.testing;

import io.isere.scsi.backstore.Backstore;
import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.backstore.BackstoreOp;
import io.isere.scsi.backstore.BackstoreStatus;
import io.isere.scsi.task.DataSegments;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A store that moves no data and answers as a test tells it, at once or when it is released. For one thread. */
public final class FakeBackstore implements Backstore {
    private final long capacityBytes;
    private final Map<BackstoreOp, Integer> submitted = new EnumMap<>(BackstoreOp.class);
    private final List<BackstoreIo> held = new ArrayList<>();
    private BackstoreStatus answer = BackstoreStatus.OK;
    private boolean holding;
    private boolean thin;
    private boolean lastWriteForced;

    public FakeBackstore(long capacityBytes) {
        this.capacityBytes = capacityBytes;
    }

    /** What every request from now on ends with. */
    public void answer(BackstoreStatus status) {
        answer = status;
    }

    /** Keeps requests from now on until {@link #release}. */
    public void hold() {
        holding = true;
    }

    /** Ends the requests kept, and keeps no more. */
    public void release() {
        holding = false;
        while (!held.isEmpty()) {
            held.remove(0).complete(answer);
        }
    }

    /** Requests kept now. */
    public int heldCount() {
        return held.size();
    }

    /** Whether a request is kept now. */
    public boolean holds(BackstoreIo io) {
        return held.contains(io);
    }

    /** Ends one of the requests kept, by its place in the order they came; others are kept on. */
    public void releaseOne(int index) {
        held.remove(index).complete(answer);
    }

    /** Requests of a kind so far. */
    public int submitted(BackstoreOp op) {
        return submitted.getOrDefault(op, 0);
    }

    /** Whether the last WRITE was to be stable at its end. */
    public boolean lastWriteForced() {
        return lastWriteForced;
    }

    public void thin(boolean isThin) {
        thin = isThin;
    }

    @Override
    public long capacityBytes() {
        return capacityBytes;
    }

    @Override
    public boolean thin() {
        return thin;
    }

    @Override
    public boolean readOnly() {
        return false;
    }

    @Override
    public boolean writeBack() {
        return true;
    }

    @Override
    public boolean mapRead(long offsetBytes, int lengthBytes, DataSegments out) {
        return false;
    }

    @Override
    public boolean mapWrite(long offsetBytes, int lengthBytes, DataSegments out) {
        return false;
    }

    @Override
    public void submit(BackstoreIo io) {
        submitted.merge(io.op(), 1, Integer::sum);
        lastWriteForced = io.op() == BackstoreOp.WRITE ? io.fua() : lastWriteForced;
        if (holding) {
            held.add(io);
        } else {
            io.complete(answer);
        }
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
