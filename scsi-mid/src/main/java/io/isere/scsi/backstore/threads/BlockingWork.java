package io.isere.scsi.backstore.threads;

import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.backstore.BackstoreStatus;
import org.jspecify.annotations.Nullable;

/** What a thread of {@link IoThreads} does with each request. */
@FunctionalInterface
public interface BlockingWork {
    /**
     * Does what a request asks, without completing it; may block, must not throw.
     *
     * @return how it ended; null: it goes on, and {@link IoThreads#finish} is called when it has ended
     */
    @Nullable
    BackstoreStatus execute(BackstoreIo io);
}
