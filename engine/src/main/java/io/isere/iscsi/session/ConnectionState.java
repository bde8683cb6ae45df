package io.isere.iscsi.session;

/** States of a connection, by the names of RFC 7143 section 8.1; initiator and target share those that mean the same. */
public enum ConnectionState {
    /** No connection, or one that has ended. */
    S1_FREE,
    /** Initiator: the transport is being connected. */
    S2_XPT_WAIT,
    /** Target: the transport is connected, no login yet. */
    S3_XPT_UP,
    /** Login phase. */
    S4_IN_LOGIN,
    /** Full feature phase. */
    S5_LOGGED_IN,
    /** A logout was asked for and is being done. */
    S6_IN_LOGOUT,
    /** The target asked for a logout that the initiator has not sent yet. */
    S7_LOGOUT_REQUESTED,
    /** The transport broke; tasks are being ended. */
    S8_CLEANUP_WAIT;

    /** Whether commands flow. */
    public boolean isFullFeature() {
        return this == S5_LOGGED_IN || this == S7_LOGOUT_REQUESTED;
    }
}
