package io.isere.scsi.device;

import io.isere.scsi.task.TaskStep;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Divides the long work of a command into turns of its loop: after each {@value #TURN_BYTES} bytes the loop does other
 * things first, and if a rate is set the work waits as long as that says. Used on the command's loop; allocates a few
 * objects a turn.
 */
public final class Turns {
    private static final int TURN_BYTES = 1 << 20;
    private static final long SECOND_NS = 1_000_000_000;
    private static final long PAUSE_NS = 1_000_000;

    private final Command command;
    private final Executor loop;
    private final long bytesPerSecond;
    private final TaskStep next;
    private long turnBytes;

    /**
     * @param bytesPerSecond 0: no limit
     * @param next what a turn begins with
     */
    public Turns(Command command, long bytesPerSecond, TaskStep next) {
        this.command = command;
        this.bytesPerSecond = bytesPerSecond;
        this.next = next;
        loop = command.task().nexus().home();
    }

    /**
     * Counts work that is done.
     *
     * @return whether the turn goes on; if not, the command waits, and the next turn begins with the step
     * @throws RejectedExecutionException when the loop is gone; the command is as before
     */
    public boolean goesOnAfter(int workBytes) {
        turnBytes += workBytes;
        if (turnBytes < TURN_BYTES) {
            return true;
        }
        later().execute(() -> next.run(command.task()));
        turnBytes = 0;
        command.awaitNexuses();
        return false;
    }

    /** Ends the turn because something was busy; the next one begins after a moment. */
    public void pause() {
        after(PAUSE_NS).execute(() -> next.run(command.task()));
        command.awaitNexuses();
    }

    private Executor later() {
        return bytesPerSecond == 0 ? loop : after((long) ((double) turnBytes / bytesPerSecond * SECOND_NS));
    }

    private Executor after(long waitNs) {
        return CompletableFuture.delayedExecutor(waitNs, TimeUnit.NANOSECONDS, loop);
    }
}
