package io.isere.vertx.spi;

import io.vertx.core.Future;
import java.nio.ByteBuffer;

/**
 * Where a disk's bytes live, told with futures: an object store, a database, another service. Served as a disk by
 * {@link AsyncBackstore#of}.
 *
 * <p>All methods are called on one thread of the backstore's own, which is no event loop: the disk's other commands wait
 * while a method runs, so begin the work and give its future, which may complete on any thread. Many calls are under way at
 * a time; calls about the same bytes at the same time may have any order, as on a disk. Offsets and lengths are multiples of
 * 512 within the capacity.
 *
 * <p>A call that fails with {@link AsyncStoreException} ends the command as that says, any other failure as a medium error
 * of that command; other commands go on.
 */
public interface AsyncStore {
    /** Size in bytes, constant. */
    long capacityBytes();

    /**
     * Reads bytes; those never written are zeros.
     *
     * @param into filled from its position to its limit; registered memory, whose content counts when the future completes.
     *     Not to be used afterwards
     */
    Future<Void> read(long offsetBytes, ByteBuffer into);

    /**
     * Writes bytes; stable when the future completes, unless {@link #writeBack}.
     *
     * @param data from its position to its limit; not to be used after the future has completed
     */
    Future<Void> write(long offsetBytes, ByteBuffer data);

    /** Makes stable what completed writes wrote. Default: nothing to do. */
    default Future<Void> flush() {
        return Future.succeededFuture();
    }

    /** Makes bytes read as zeros, and gives their space back if it can. Default: writes zeros. */
    default Future<Void> unmap(long offsetBytes, int lengthBytes) {
        return AsyncBackstore.writeZeros(this, offsetBytes, lengthBytes);
    }

    /** Smallest range whose {@link #unmap} gives back space; 0, the default: none does, and initiators are told so. */
    default int unmapGranularityBytes() {
        return 0;
    }

    /** Whether writes are refused. Default false. */
    default boolean readOnly() {
        return false;
    }

    /** Whether a completed write may be lost with the power until a {@link #flush}. Default false. */
    default boolean writeBack() {
        return false;
    }

    /** Lets go of resources; called once, when no other call is under way. */
    default Future<Void> close() {
        return Future.succeededFuture();
    }
}
