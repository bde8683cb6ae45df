package io.isere.scsi.commands.sanitize;

import io.isere.scsi.backstore.Backstore;
import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.backstore.BackstoreOp;
import io.isere.scsi.backstore.BackstoreStatus;
import io.isere.scsi.task.DataSegments;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** A store of 1 MiB that keeps the first byte of each write to its first block. */
final class RecordingStore implements Backstore {
    final List<Byte> firstBytes = new ArrayList<>();

    @Override
    public long capacityBytes() {
        return 1 << 20;
    }

    @Override
    public boolean thin() {
        return false;
    }

    @Override
    public boolean readOnly() {
        return false;
    }

    @Override
    public boolean writeBack() {
        return false;
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
        if (io.op() == BackstoreOp.WRITE && io.offsetBytes() == 0) {
            firstBytes.add(io.segments().slab(0).get(io.segments().offsetBytes(0)));
        }
        io.complete(BackstoreStatus.OK);
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
