package io.isere.iscsi.initiator;

import io.isere.scsi.task.ScsiTask;
import java.util.SplittableRandom;

/** Who outlives a session's connection and decides what becomes of its commands. Called on the session's loop. */
interface SessionOwner {
    /** Nobody: with the connection every command is lost. */
    SessionOwner NONE = new SessionOwner() {
        @Override
        public void onLost(InitiatorSession session) {
            // There is nothing to prepare.
        }

        @Override
        public boolean keeps(ScsiTask task) {
            return false;
        }

        @Override
        public void onConnections(InitiatorSession session, SessionNotice.Kind kind) {
            // Nobody watches.
        }

        @Override
        public Backoff newBackoff() {
            return new Backoff(ReopenPolicy.defaults(), new SplittableRandom());
        }
    };

    /** The session's connection is gone; no command can be submitted any more, and none has been ended for it yet. */
    void onLost(InitiatorSession session);

    /**
     * Offers a command that was with the target; called in the order the commands were sent.
     *
     * @return whether the owner takes it and will see to its completion
     */
    boolean keeps(ScsiTask task);

    /** A session has one connection more, or one less, and goes on. */
    void onConnections(InitiatorSession session, SessionNotice.Kind kind);

    /** Pauses between the attempts to add a connection to a session that has others. */
    Backoff newBackoff();
}
