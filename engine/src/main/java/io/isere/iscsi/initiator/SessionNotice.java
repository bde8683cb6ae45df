package io.isere.iscsi.initiator;

/**
 * What happened to a session, for whoever watches it. Immutable.
 *
 * @param kind what
 * @param attempt of RECONNECTING: which attempt since the loss, from 1; of RECOVERED: how many it took; else 0
 * @param message for people: with whom, or why
 */
public record SessionNotice(Kind kind, int attempt, String message) {
    /** Kinds of notices. */
    public enum Kind {
        /** Logged in for the first time. */
        CONNECTED,
        /** The connection is lost; commands are held. */
        LOST,
        /** An attempt to log in again begins. */
        RECONNECTING,
        /** Logged in again; the commands that were held are on their way. */
        RECOVERED,
        /** A session of several connections has another one; the message tells how many there are now. */
        CONNECTION_ADDED,
        /** One of several connections is lost, and the session goes on by the others. */
        CONNECTION_LOST,
        /** Given up for good; commands that were held have failed. The last notice. */
        FAILED,
        /** Logged out or purged, as this side wanted. The last notice. */
        CLOSED
    }
}
