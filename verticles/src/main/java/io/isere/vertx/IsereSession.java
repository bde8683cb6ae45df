package io.isere.vertx;

import io.isere.iscsi.initiator.SessionNotice;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.util.concurrent.TimeUnit;

/**
 * A session with a target and its logical units. When its connection is lost it is opened again, and commands that can be
 * executed twice without harm are sent again (see {@link IsereInitiatorOptions#setReopenPolicy}).
 *
 * <p>Any thread; calls from elsewhere hop once to the session's loop, and their futures complete on the caller's Vert.x
 * context if it has one, else on the loop. Lifetime: from login to {@link #ended}.
 */
public interface IsereSession {
    /** iSCSI name of the target. */
    String targetName();

    /** What the session runs over and with whom, for people. */
    String description();

    /**
     * Whether commands can be given to it; false for good once it was logged out or given up. While a lost connection is
     * being replaced it is open: commands wait.
     */
    boolean isOpen();

    /** The numbers of the target's logical units, ascending. */
    Future<int[]> luns();

    /**
     * Opens a block device: asks it which it is, for its size and limits. When the session was lost and opened again, and
     * another disk has that number now, commands fail, and nothing is sent to it; to use it, open it anew.
     *
     * @param lun 0 to 16383
     * @return fails when there is no block device of that number
     */
    Future<IsereDevice> device(int lun);

    /** Logs out and closes the connection; commands still with the target are lost. Completes when it is closed. */
    Future<Void> logout();

    /**
     * Closes in order: what comes from now on fails, what is under way may end, then the session is logged out. Commands of
     * {@link IsereDevice#submit} are not waited for; their owner knows of them.
     *
     * @param limit how long is waited; what has not ended by then is lost
     * @return completes when it is closed
     */
    Future<Void> close(long limit, TimeUnit unit);

    /** The same with a limit of 30 seconds, what a command may take by default. */
    default Future<Void> close() {
        return close(30, TimeUnit.SECONDS);
    }

    /** Gives the session up at once: every command fails, and it is not opened again. Completes when nothing is left. */
    Future<Void> purge();

    /**
     * Tells what happens to the session from now on: lost, reconnecting for the n-th time, recovered, failed, closed.
     *
     * @param handler called on the caller's Vert.x context if it has one, else on the session's loop; replaces the one
     *     before
     */
    IsereSession eventHandler(Handler<SessionNotice> handler);

    /** Completes when the session has ended for good, whoever ended it; its value says why, for people. */
    Future<String> ended();
}
