package io.isere.vertx;

import io.vertx.core.Future;

/**
 * A session with a target: one connection, its logical units.
 *
 * <p>Any thread; calls from elsewhere hop once to the session's loop, and their futures complete on the caller's Vert.x
 * context if it has one, else on the loop. Lifetime: from login to {@link #ended}.
 */
public interface IsereSession {
    /** iSCSI name of the target. */
    String targetName();

    /** What the session runs over and with whom, for people. */
    String description();

    /** Whether commands can be sent; false for good once it was logged out or lost. */
    boolean isOpen();

    /** The numbers of the target's logical units, ascending. */
    Future<int[]> luns();

    /**
     * Opens a block device: asks it for its size and limits.
     *
     * @param lun 0 to 16383
     * @return fails when there is no block device of that number
     */
    Future<IsereDevice> device(int lun);

    /** Logs out and closes the connection; commands still with the target are lost. Completes when it is closed. */
    Future<Void> logout();

    /** Completes when the session has ended, whoever ended it; its value says why, for people. */
    Future<String> ended();
}
