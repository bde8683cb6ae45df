package io.isere.iscsi.session;

/** States of a session as the initiator sees it, by the names of RFC 7143 section 8.3.1. */
public enum SessionState {
    /** There is no session: never opened, closed, or given up. */
    Q1_FREE,
    /** Full feature phase. */
    Q3_LOGGED_IN,
    /** The connection is lost, and the session is going to be reinstated. */
    Q4_FAILED
}
