package io.isere.scsi.backstore;

/** How a {@link BackstoreIo} ended; the device server turns it into status and sense data. */
public enum BackstoreStatus {
    OK,
    /** The blocks could not be read: MEDIUM ERROR, UNRECOVERED READ ERROR. */
    READ_ERROR,
    /** The blocks could not be written or made stable: MEDIUM ERROR, WRITE ERROR. */
    WRITE_ERROR,
    /** No space left where the blocks live: DATA PROTECT, SPACE ALLOCATION FAILED WRITE PROTECT. */
    NO_SPACE,
    /** The store takes no writes: DATA PROTECT, WRITE PROTECTED. */
    READ_ONLY,
    /** The store's queue is full; nothing was done: status TASK SET FULL. */
    BUSY,
    /** The store is closed: NOT READY. */
    CLOSED
}
