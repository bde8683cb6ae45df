package io.isere.scsi.backstore;

/** What a {@link BackstoreIo} asks for. */
public enum BackstoreOp {
    /** Fill the segments from the store. */
    READ,
    /** Put the segments into the store; stable at completion only with FUA. */
    WRITE,
    /** Make stable everything whose WRITE completed before this was submitted. */
    FLUSH
}
