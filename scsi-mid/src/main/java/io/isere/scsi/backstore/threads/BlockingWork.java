package io.isere.scsi.backstore.threads;

import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.backstore.BackstoreStatus;

/** What a thread of {@link IoThreads} does with each request. */
@FunctionalInterface
public interface BlockingWork {
    /** Does what a request asks, without completing it; may block, must not throw. */
    BackstoreStatus execute(BackstoreIo io);
}
