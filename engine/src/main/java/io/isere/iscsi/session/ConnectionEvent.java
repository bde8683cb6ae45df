package io.isere.iscsi.session;

/** What moves a connection from state to state (the transitions T1..T18 of RFC 7143 section 8.1.3, by their causes). */
public enum ConnectionEvent {
    /** Initiator: connecting begins. */
    CONNECT,
    /** The transport stands. */
    TRANSPORT_UP,
    /** First Login Request sent or received. */
    LOGIN_BEGINS,
    /** Final Login Response with success, sent or received. */
    LOGIN_DONE,
    /** Login refused, malformed or too slow. */
    LOGIN_FAILED,
    /** Logout Request sent or received. */
    LOGOUT_BEGINS,
    /** Async message that asks for a logout, sent or received. */
    LOGOUT_REQUESTED,
    /** Logout Response with success, sent or received. */
    LOGOUT_DONE,
    /** The transport is gone. */
    TRANSPORT_DOWN,
    /** Everything of the connection has been given back. */
    CLEANED_UP
}
