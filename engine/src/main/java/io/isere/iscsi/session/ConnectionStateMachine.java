package io.isere.iscsi.session;

import static io.isere.iscsi.session.ConnectionState.*;

import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * States x events of one connection (RFC 7143 section 8.1): the one place that changes the state, and the ring of the
 * last changes, which is the first thing wanted in a report of a failure.
 *
 * <p>The data path does not come here: it asks {@link #state} and goes on. Thread: the connection's loop.
 */
public final class ConnectionStateMachine {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionStateMachine.class);
    private static final int AUDIT_ENTRIES = 32;
    private static final Map<ConnectionState, Map<ConnectionEvent, ConnectionState>> TABLE =
            new EnumMap<>(ConnectionState.class);

    static {
        on(S1_FREE, ConnectionEvent.CONNECT, S2_XPT_WAIT);
        on(S1_FREE, ConnectionEvent.TRANSPORT_UP, S3_XPT_UP);
        on(S2_XPT_WAIT, ConnectionEvent.TRANSPORT_UP, S4_IN_LOGIN);
        on(S2_XPT_WAIT, ConnectionEvent.LOGIN_FAILED, S1_FREE);
        on(S2_XPT_WAIT, ConnectionEvent.TRANSPORT_DOWN, S1_FREE);
        on(S3_XPT_UP, ConnectionEvent.LOGIN_BEGINS, S4_IN_LOGIN);
        on(S3_XPT_UP, ConnectionEvent.LOGIN_FAILED, S1_FREE);
        on(S3_XPT_UP, ConnectionEvent.TRANSPORT_DOWN, S1_FREE);
        on(S4_IN_LOGIN, ConnectionEvent.LOGIN_BEGINS, S4_IN_LOGIN);
        on(S4_IN_LOGIN, ConnectionEvent.LOGIN_DONE, S5_LOGGED_IN);
        on(S4_IN_LOGIN, ConnectionEvent.LOGIN_FAILED, S1_FREE);
        on(S4_IN_LOGIN, ConnectionEvent.TRANSPORT_DOWN, S1_FREE);
        on(S5_LOGGED_IN, ConnectionEvent.LOGOUT_BEGINS, S6_IN_LOGOUT);
        on(S5_LOGGED_IN, ConnectionEvent.LOGOUT_REQUESTED, S7_LOGOUT_REQUESTED);
        on(S5_LOGGED_IN, ConnectionEvent.TRANSPORT_DOWN, S8_CLEANUP_WAIT);
        on(S6_IN_LOGOUT, ConnectionEvent.LOGOUT_DONE, S1_FREE);
        on(S6_IN_LOGOUT, ConnectionEvent.TRANSPORT_DOWN, S8_CLEANUP_WAIT);
        on(S7_LOGOUT_REQUESTED, ConnectionEvent.LOGOUT_REQUESTED, S7_LOGOUT_REQUESTED);
        on(S7_LOGOUT_REQUESTED, ConnectionEvent.LOGOUT_BEGINS, S6_IN_LOGOUT);
        on(S7_LOGOUT_REQUESTED, ConnectionEvent.TRANSPORT_DOWN, S8_CLEANUP_WAIT);
        on(S8_CLEANUP_WAIT, ConnectionEvent.CLEANED_UP, S1_FREE);
        on(S1_FREE, ConnectionEvent.TRANSPORT_DOWN, S1_FREE);
        on(S1_FREE, ConnectionEvent.CLEANED_UP, S1_FREE);
    }

    private final String name;
    private final String[] audit = new String[AUDIT_ENTRIES];
    private int changes;
    private ConnectionState state = S1_FREE;

    /**
     * @param name what the connection is called in logs
     */
    public ConnectionStateMachine(String name) {
        this.name = name;
    }

    private static void on(ConnectionState from, ConnectionEvent event, ConnectionState to) {
        TABLE.computeIfAbsent(from, any -> new EnumMap<>(ConnectionEvent.class)).put(event, to);
    }

    /** Where the connection is. */
    public ConnectionState state() {
        return state;
    }

    /**
     * Takes an event.
     *
     * @return whether the event is possible in the state; when not, nothing changed and the caller has found an error of
     *     the peer's or of its own
     */
    public boolean on(ConnectionEvent event) {
        Map<ConnectionEvent, ConnectionState> row = TABLE.get(state);
        ConnectionState next = row == null ? null : row.get(event);
        audit[changes++ % AUDIT_ENTRIES] = state + " --" + event + "--> " + (next == null ? "not possible" : next);
        if (next == null) {
            LOG.debug("{}: {} is not possible in {}", name, event, state);
            return false;
        }
        LOG.trace("{}: {} {} -> {}", name, event, state, next);
        state = next;
        return true;
    }

    /** The last events, oldest first, a line each. */
    public String audit() {
        StringBuilder lines = new StringBuilder();
        for (int i = Math.max(0, changes - AUDIT_ENTRIES); i < changes; i++) {
            lines.append(audit[i % AUDIT_ENTRIES]).append('\n');
        }
        return lines.toString();
    }
}
