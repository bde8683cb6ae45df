package io.isere.iscsi.session;

/** What moves a session from state to state at the initiator (transitions N1..N6 of RFC 7143 section 8.3.1). */
public enum SessionEvent {
    /** N1: the leading connection is logged in. */
    LOGGED_IN,
    /** N3: logged out, or closed for good by this side. */
    CLOSED,
    /** N5: the last connection is lost. */
    CONNECTION_LOST,
    /** N4, at error recovery level 0 by session reinstatement: a new login with the same ISID has succeeded. */
    REINSTATED,
    /** N6: it was not reinstated in time. */
    GIVEN_UP
}
