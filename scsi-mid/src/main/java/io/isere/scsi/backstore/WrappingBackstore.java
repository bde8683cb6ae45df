package io.isere.scsi.backstore;

import io.isere.scsi.task.DataSegments;
import io.vertx.core.Future;

/**
 * A backstore that lies over another one: as that is, but that it offers no memory, since every block has to go through
 * {@link #submit}. Owns the other, and closes it. Subclasses add what they change.
 */
public abstract class WrappingBackstore implements Backstore {
    private final Backstore store;

    protected WrappingBackstore(Backstore store) {
        this.store = store;
    }

    /** What it lies over. */
    protected final Backstore store() {
        return store;
    }

    @Override
    public long capacityBytes() {
        return store.capacityBytes();
    }

    @Override
    public boolean thin() {
        return store.thin();
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
    public boolean encrypts() {
        return store.encrypts();
    }

    @Override
    public final boolean mapRead(long offsetBytes, int lengthBytes, DataSegments out) {
        out.clear();
        return false;
    }

    @Override
    public final boolean mapWrite(long offsetBytes, int lengthBytes, DataSegments out) {
        out.clear();
        return false;
    }

    @Override
    public int unmapGranularityBytes() {
        return store.unmapGranularityBytes();
    }

    @Override
    public boolean isMapped(long offsetBytes) {
        return store.isMapped(offsetBytes);
    }

    @Override
    public long extentEndBytes(long offsetBytes) {
        return store.extentEndBytes(offsetBytes);
    }

    @Override
    public Future<Void> close() {
        return store.close();
    }
}
