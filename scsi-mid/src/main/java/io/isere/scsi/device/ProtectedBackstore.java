package io.isere.scsi.device;

import io.isere.scsi.backstore.Backstore;
import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.backstore.BackstoreOp;
import io.isere.scsi.backstore.BackstoreStatus;
import io.isere.scsi.task.DataSegments;
import io.vertx.core.Future;

/**
 * The blocks of a unit with protection information: as the store they are in, but that a FLUSH and an UNMAP are carried out
 * on the protection information first, and that no memory is offered, since every block has to be looked at. For any
 * number of loops; a FLUSH or UNMAP allocates a request.
 */
final class ProtectedBackstore implements Backstore {
    private final Backstore blocks;
    private final Backstore tuples;
    private final int blockShift;

    ProtectedBackstore(Backstore blocks, Backstore tuples, int blockShift) {
        this.blocks = blocks;
        this.tuples = tuples;
        this.blockShift = blockShift;
    }

    @Override
    public long capacityBytes() {
        return blocks.capacityBytes();
    }

    @Override
    public boolean thin() {
        return blocks.thin();
    }

    @Override
    public boolean readOnly() {
        return blocks.readOnly() || tuples.readOnly();
    }

    @Override
    public boolean writeBack() {
        return blocks.writeBack() || tuples.writeBack();
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
    public int unmapGranularityBytes() {
        return blocks.unmapGranularityBytes();
    }

    @Override
    public boolean isMapped(long offsetBytes) {
        return blocks.isMapped(offsetBytes);
    }

    @Override
    public long extentEndBytes(long offsetBytes) {
        return blocks.extentEndBytes(offsetBytes);
    }

    @Override
    public boolean encrypts() {
        return blocks.encrypts();
    }

    @Override
    public void submit(BackstoreIo io) {
        if (io.op() == BackstoreOp.FLUSH) {
            submitAfter(new BackstoreIo(io).flush(), io);
        } else if (io.op() == BackstoreOp.UNMAP) {
            long firstTuple = io.offsetBytes() >>> blockShift;
            int count = io.lengthBytes() >>> blockShift;
            int bytes = count * ProtectionType.TUPLE_BYTES;
            submitAfter(new BackstoreIo(io).unmap(firstTuple * ProtectionType.TUPLE_BYTES, bytes), io);
        } else {
            blocks.submit(io);
        }
    }

    private void submitAfter(BackstoreIo first, BackstoreIo io) {
        tuples.submit(first.thenOn(Runnable::run, done -> {
            if (done.status() == BackstoreStatus.OK) {
                blocks.submit(io);
            } else {
                io.complete(done.status());
            }
        }));
    }

    @Override
    public Future<Void> close() {
        return tuples.close().eventually(blocks::close);
    }

    @Override
    public String toString() {
        return blocks + " with protection information in " + tuples;
    }
}
