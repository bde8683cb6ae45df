package io.isere.scsi.backstore.file;

import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * Makes a file stable for several callers at a time: those that come while a force is running share the next one, since
 * only a force that starts after a caller came covers what the caller wrote.
 *
 * <p>For the I/O threads: blocks.
 */
final class ForceGate {
    private final FileChannel channel;
    // All guarded by this.
    private long started;
    private long finished;
    private long lastFailed;
    private boolean running;

    ForceGate(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Returns when a force that started after this call has succeeded.
     *
     * @throws IOException if that force, or a later one that ended before this caller saw it, failed
     */
    void force() throws IOException {
        if (isDoneByAnother()) {
            return;
        }
        boolean succeeded = false;
        try {
            channel.force(false);
            succeeded = true;
        } finally {
            onForced(succeeded);
        }
    }

    /** Waits for another caller's force to cover this one; false: this caller's turn has come to run it. */
    private synchronized boolean isDoneByAnother() throws IOException {
        long needed = started + 1;
        try {
            while (finished < needed && running) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for a force of the file", e);
        }
        if (finished < needed) {
            started++;
            running = true;
            return false;
        }
        if (lastFailed >= needed) {
            throw new IOException("a force of the file shared with another request failed");
        }
        return true;
    }

    private synchronized void onForced(boolean succeeded) {
        finished = started;
        lastFailed = succeeded ? lastFailed : started;
        running = false;
        notifyAll();
    }
}
