package io.isere.iscsi.session;

import static io.isere.iscsi.session.SessionState.*;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * States x events of a session at the initiator (RFC 7143 section 8.3.1): the one place that changes the state.
 *
 * <p>Thread: the session's loop. Allocates at construction only.
 */
public final class SessionStateMachine {
    private static final Logger LOG = LoggerFactory.getLogger(SessionStateMachine.class);
    private static final Map<SessionState, Map<SessionEvent, SessionState>> TABLE = new EnumMap<>(SessionState.class);

    static {
        on(Q1_FREE, SessionEvent.LOGGED_IN, Q3_LOGGED_IN);
        on(Q1_FREE, SessionEvent.CLOSED, Q1_FREE);
        on(Q3_LOGGED_IN, SessionEvent.CLOSED, Q1_FREE);
        on(Q3_LOGGED_IN, SessionEvent.CONNECTION_LOST, Q4_FAILED);
        on(Q4_FAILED, SessionEvent.REINSTATED, Q3_LOGGED_IN);
        on(Q4_FAILED, SessionEvent.CLOSED, Q1_FREE);
        on(Q4_FAILED, SessionEvent.GIVEN_UP, Q1_FREE);
    }

    private final String name;
    private SessionState state = Q1_FREE;

    /**
     * @param name what the session is called in logs
     */
    public SessionStateMachine(String name) {
        this.name = name;
    }

    private static void on(SessionState from, SessionEvent event, SessionState to) {
        TABLE.computeIfAbsent(from, any -> new EnumMap<>(SessionEvent.class)).put(event, to);
    }

    /** The state an event leads to; null when it is not possible there. */
    static @Nullable SessionState next(SessionState from, SessionEvent event) {
        Map<SessionEvent, SessionState> row = TABLE.get(from);
        return row == null ? null : row.get(event);
    }

    /** Where the session is. */
    public SessionState state() {
        return state;
    }

    /**
     * Takes an event.
     *
     * @throws IllegalStateException when it is not possible in the state: an error of this side
     */
    public void on(SessionEvent event) {
        SessionState next = next(state, event);
        if (next == null) {
            throw new IllegalStateException(name + ": " + event + " is not possible in " + state);
        }
        LOG.debug("{}: {} {} -> {}", name, event, state, next);
        state = next;
    }
}
