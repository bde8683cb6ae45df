package io.isere.scsi.backstore;

/** What a {@link BackstoreIo} asks for. */
public enum BackstoreOp {
    /** Fill the segments from the store. */
    READ,
    /** Put the segments into the store; stable at completion only with FUA. */
    WRITE,
    /** Make stable everything whose WRITE completed before this was submitted. */
    FLUSH,
    /** Make the range read as zeros; a thin store gives back what space it can. Stable as a WRITE without FUA. */
    UNMAP,
    /**
     * Of a store that encrypts, no other requests being under way: replace its key by a new one, and destroy the old
     * one. At completion the new key is stable, and nobody can read any more what was written before. Of any other
     * store a WRITE_ERROR.
     */
    CHANGE_KEY
}
