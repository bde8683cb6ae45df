package io.isere.iscsi.initiator;

import io.isere.iscsi.login.LoginFailure;
import io.isere.iscsi.login.LoginRetry;
import io.isere.iscsi.login.LoginStatus;
import io.isere.iscsi.text.TargetAddress;
import java.util.List;

/** A login or discovery that did not succeed; the message says why and what to do. Carries no stack trace. */
public final class IscsiLoginException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final LoginRetry retry;
    private final boolean timeout;
    private final boolean connected;
    private final boolean permanently;
    private final transient List<TargetAddress> redirections;

    private IscsiLoginException(
            String message,
            LoginRetry retry,
            boolean timeout,
            boolean connected,
            boolean permanently,
            List<TargetAddress> redirections) {
        super(message, null, false, false);
        this.retry = retry;
        this.timeout = timeout;
        this.connected = connected;
        this.permanently = permanently;
        this.redirections = redirections;
    }

    /** Nothing answered in time: another attempt, on a new connection, may fare better. */
    static IscsiLoginException timedOut(String message, boolean connected) {
        return new IscsiLoginException(message, LoginRetry.LATER, true, connected, false, List.of());
    }

    /** There was no connection, or none that lasted: another attempt may find one later. */
    static IscsiLoginException unanswered(String message, boolean connected) {
        return new IscsiLoginException(message, LoginRetry.LATER, false, connected, false, List.of());
    }

    /** The target said no, or this side cannot go on with what it said. */
    static IscsiLoginException refused(String message, LoginFailure failure, List<TargetAddress> redirections) {
        LoginRetry retry = failure.reportedByPeer() ? LoginRetry.of(failure.status()) : LoginRetry.NEVER;
        boolean moved = failure.status() == LoginStatus.TARGET_MOVED_PERMANENTLY;
        return new IscsiLoginException(message, retry, false, true, moved, redirections);
    }

    /** This side has given up for good. */
    static IscsiLoginException givenUp(String message) {
        return new IscsiLoginException(message, LoginRetry.NEVER, false, true, false, List.of());
    }

    /** Whether nothing answered in time. */
    public boolean isTimeout() {
        return timeout;
    }

    /** Whether there was a connection to log in over: without one, another transport may do. */
    public boolean wasConnected() {
        return connected;
    }

    /** Whether another attempt may succeed. */
    public LoginRetry retry() {
        return retry;
    }

    /** Where to log in instead, best first; empty unless {@link #retry} is {@link LoginRetry#ELSEWHERE}. */
    public List<TargetAddress> redirections() {
        return redirections;
    }

    /** Whether the redirection is for ever. */
    public boolean movedPermanently() {
        return permanently;
    }
}
