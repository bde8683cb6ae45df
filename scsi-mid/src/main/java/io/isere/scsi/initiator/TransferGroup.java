package io.isere.scsi.initiator;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads and writes of a {@link BlockDevice} that are cancelled together: commands that wait are taken back, those under
 * way are aborted (ABORT TASK, SAM-5 7.2), and no more are sent. What a cancelled write had written stays written.
 *
 * <p>Used on the port's loop only. Lifetime: the caller's; may be used for one transfer after another.
 */
public final class TransferGroup {
    private final List<BlockTransfer> running = new ArrayList<>();
    private boolean cancelled;

    /** Whether {@link #cancel} was called; then whatever is still to be started fails at once. */
    public boolean isCancelled() {
        return cancelled;
    }

    /**
     * Cancels what runs and what is still to come. A transfer's future fails with a CancellationException once the device
     * does not touch its memory any more; one whose last command ends before its abort arrives fails all the same.
     */
    public void cancel() {
        cancelled = true;
        for (BlockTransfer transfer : List.copyOf(running)) {
            // The end of one may have ended, and reused, another.
            if (running.contains(transfer)) {
                transfer.cancel();
            }
        }
    }

    void onStarted(BlockTransfer transfer) {
        running.add(transfer);
    }

    void onEnded(BlockTransfer transfer) {
        running.remove(transfer);
    }
}
