package io.isere.scsi.backstore;

/** Continuation of a {@link BackstoreIo}, captured by nobody: hold it in a static final field. */
@FunctionalInterface
public interface BackstoreCompletion {
    /** Runs on the io's home thread. Must not throw. */
    void onComplete(BackstoreIo io);
}
