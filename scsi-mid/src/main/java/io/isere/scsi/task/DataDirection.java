package io.isere.scsi.task;

/** Which way a command's data moves, seen from the application client (SAM-5 5.1). */
public enum DataDirection {
    /** No data. */
    NONE,
    /** From the device server to the application client: READ. */
    IN,
    /** From the application client to the device server: WRITE. */
    OUT
}
