package io.isere.scsi.backstore;

import io.isere.scsi.task.DataSegments;
import io.vertx.core.Future;

/**
 * Where a logical unit's blocks live: a linear array of bytes.
 *
 * <p>Used by many loops at once. No method blocks or throws for a failing medium; a data path method allocates nothing
 * on the calling thread. Callers keep within {@link #capacityBytes}. What overlapping requests in flight at the same
 * time do to each other is undefined, as for a disk.
 */
public interface Backstore {
    /** Size, constant. */
    long capacityBytes();

    /** True when blocks take space only once written and the store can give the space back. */
    boolean thin();

    boolean readOnly();

    /** True when a completed WRITE may still be lost with the power until a FLUSH (WCE of the caching mode page). */
    boolean writeBack();

    /**
     * Offers the store's own memory for a read, so that nothing is copied.
     *
     * @param out cleared, then filled with exactly {@code lengthBytes}; left empty when false
     * @return false: use a buffer and {@link #submit}
     */
    boolean mapRead(long offsetBytes, int lengthBytes, DataSegments out);

    /**
     * Offers the store's own memory for a write. When the data has landed there, the WRITE is still submitted, with
     * these segments, to let the store know.
     *
     * @param out cleared, then filled with exactly {@code lengthBytes}; left empty when false
     * @return false: use a buffer and {@link #submit}
     */
    boolean mapWrite(long offsetBytes, int lengthBytes, DataSegments out);

    /** Smallest range whose UNMAP gives back space, and a multiple of whose length an UNMAP should begin at. */
    default int unmapGranularityBytes() {
        return 0;
    }

    /** Whether the byte at an offset takes space; always true of a store that is not thin. */
    default boolean isMapped(long offsetBytes) {
        return true;
    }

    /** End of the bytes from {@code offsetBytes} on of which {@link #isMapped} says the same; at most the capacity. */
    default long extentEndBytes(long offsetBytes) {
        return capacityBytes();
    }

    /** True when the store keeps its blocks encrypted, so that a CHANGE_KEY makes them unreadable. */
    default boolean encrypts() {
        return false;
    }

    /** Starts {@code io}, which is completed exactly once, possibly before this returns. */
    void submit(BackstoreIo io);

    /** Finishes what was submitted, makes it stable and lets go of resources. Later requests complete as CLOSED. */
    Future<Void> close();
}
