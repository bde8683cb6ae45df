package io.isere.vertx;

import java.util.ArrayList;
import java.util.List;

/**
 * Cancels reads and writes that were given it: each command of theirs that is with the target is aborted (ABORT TASK), the
 * rest is not sent. Their futures fail with a {@link java.util.concurrent.CancellationException} when the device uses their
 * memory no more. What a cancelled write had written stays written.
 *
 * <p>Any thread. One may be given to any number of calls; it works once and for good.
 */
public final class Cancellation {
    private final List<Runnable> actions = new ArrayList<>();
    private boolean cancelled;

    /** Cancels all calls it was given to, and those it will be given to; the second time it does nothing. */
    public void cancel() {
        List<Runnable> now;
        synchronized (this) {
            cancelled = true;
            now = List.copyOf(actions);
            actions.clear();
        }
        now.forEach(Runnable::run);
    }

    /** Whether {@link #cancel} was called. */
    public synchronized boolean isCancelled() {
        return cancelled;
    }

    /**
     * Says what else to do when it is cancelled: at once if it is already.
     *
     * @param action runs once, on the thread that cancels; must not throw
     */
    public void onCancel(Runnable action) {
        synchronized (this) {
            if (!cancelled) {
                actions.add(action);
                return;
            }
        }
        action.run();
    }

    /** Takes back what was given to {@link #onCancel}. */
    public synchronized void forget(Runnable action) {
        actions.remove(action);
    }
}
