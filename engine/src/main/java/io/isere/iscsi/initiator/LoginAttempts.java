package io.isere.iscsi.initiator;

import io.vertx.core.Future;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats a login, on a new connection, as long as it meets with silence and there are attempts left; a target that
 * answers, whatever it says, is asked once.
 *
 * <p>Targets do lose logins. Linux's siw sends its MPA reply before it lets its queue pair hear of the socket's data
 * (siw_accept: siw_send_mpareqrep, then siw_qp_socket_assoc): a login that arrives between the two is acknowledged by TCP
 * and looked at by nobody until more comes. The attempts have one ISID, so that a target that did log the earlier one in
 * reinstates the session (RFC 7143 section 6.3.5) and keeps no orphan.
 *
 * <p>Thread: the connection's loop. Lifetime: one login.
 */
final class LoginAttempts<T> {
    private static final Logger LOG = LoggerFactory.getLogger(LoginAttempts.class);

    private final int attempts;
    private final String remote;
    private final Supplier<Future<T>> login;

    LoginAttempts(InitiatorSettings settings, String remote, Supplier<Future<T>> login) {
        attempts = settings.loginAttempts();
        this.remote = remote;
        this.login = login;
    }

    /** The first success, or the last failure. */
    Future<T> run() {
        return attempt(1);
    }

    private Future<T> attempt(int number) {
        return login.get().recover(failure -> {
            if (number == attempts || !(failure instanceof IscsiLoginException known) || !known.isTimeout()) {
                return Future.failedFuture(failure);
            }
            LOG.warn("{}: attempt {} of {} to log in: {}", remote, number, attempts, failure.getMessage());
            return attempt(number + 1);
        });
    }
}
