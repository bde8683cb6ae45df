package io.isere.scsi.device;

import io.isere.scsi.backstore.Backstore;
import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.backstore.BackstoreOp;
import io.isere.scsi.backstore.BackstoreStatus;
import io.isere.scsi.backstore.WrappingBackstore;
import io.vertx.core.Future;

/**
 * The blocks of a unit with protection information: as the store they are in, but that a FLUSH and an UNMAP are carried out
 * on the protection information first, and that no memory is offered, since every block has to be looked at. For any
 * number of loops; a FLUSH or UNMAP allocates a request.
 */
final class ProtectedBackstore extends WrappingBackstore {
    private final Backstore tuples;
    private final int blockShift;

    ProtectedBackstore(Backstore blocks, Backstore tuples, int blockShift) {
        super(blocks);
        this.tuples = tuples;
        this.blockShift = blockShift;
    }

    @Override
    public boolean readOnly() {
        return super.readOnly() || tuples.readOnly();
    }

    @Override
    public boolean writeBack() {
        return super.writeBack() || tuples.writeBack();
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
            store().submit(io);
        }
    }

    private void submitAfter(BackstoreIo first, BackstoreIo io) {
        tuples.submit(first.thenOn(Runnable::run, done -> {
            if (done.status() == BackstoreStatus.OK) {
                store().submit(io);
            } else {
                io.complete(done.status());
            }
        }));
    }

    @Override
    public Future<Void> close() {
        return tuples.close().eventually(super::close);
    }

    @Override
    public String toString() {
        return store() + " with protection information in " + tuples;
    }
}
