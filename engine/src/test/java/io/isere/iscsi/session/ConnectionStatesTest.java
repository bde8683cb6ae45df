package io.isere.iscsi.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("RFC 7143, 8: states of connections and sessions")
class ConnectionStatesTest {

    private static List<ConnectionState> way(ConnectionEvent... events) {
        ConnectionStateMachine states = new ConnectionStateMachine("test");
        List<ConnectionState> way = new ArrayList<>();
        for (ConnectionEvent event : events) {
            assertThat(states.on(event)).as("%s in %s", event, states.state()).isTrue();
            way.add(states.state());
        }
        return way;
    }

    /** Section 8.1.3: T1, T2, T5, then T8, T9 and T10, T13. */
    @Test
    void anInitiatorConnectsLogsInAndLogsOut() {
        assertThat(way(
                        ConnectionEvent.CONNECT,
                        ConnectionEvent.TRANSPORT_UP,
                        ConnectionEvent.LOGIN_DONE,
                        ConnectionEvent.LOGOUT_BEGINS,
                        ConnectionEvent.LOGOUT_DONE))
                .containsExactly(
                        ConnectionState.S2_XPT_WAIT,
                        ConnectionState.S4_IN_LOGIN,
                        ConnectionState.S5_LOGGED_IN,
                        ConnectionState.S6_IN_LOGOUT,
                        ConnectionState.S1_FREE);
    }

    /** Section 8.1.4: T3, T4, T5, T11, T10. */
    @Test
    void aTargetIsConnectedToAndAsksForALogout() {
        assertThat(way(
                        ConnectionEvent.TRANSPORT_UP,
                        ConnectionEvent.LOGIN_BEGINS,
                        ConnectionEvent.LOGIN_DONE,
                        ConnectionEvent.LOGOUT_REQUESTED,
                        ConnectionEvent.LOGOUT_BEGINS))
                .containsExactly(
                        ConnectionState.S3_XPT_UP,
                        ConnectionState.S4_IN_LOGIN,
                        ConnectionState.S5_LOGGED_IN,
                        ConnectionState.S7_LOGOUT_REQUESTED,
                        ConnectionState.S6_IN_LOGOUT);
    }

    /** Section 8.2: a connection that breaks in full feature phase waits for its cleanup. */
    @Test
    void whatBreaksIsCleanedUpAfterwards() {
        assertThat(way(
                        ConnectionEvent.TRANSPORT_UP,
                        ConnectionEvent.LOGIN_BEGINS,
                        ConnectionEvent.LOGIN_DONE,
                        ConnectionEvent.TRANSPORT_DOWN,
                        ConnectionEvent.CLEANED_UP))
                .endsWith(ConnectionState.S8_CLEANUP_WAIT, ConnectionState.S1_FREE);
    }

    @Property
    void whateverHappensTheEndOfTheTransportLeadsToFree(@ForAll List<ConnectionEvent> events) {
        ConnectionStateMachine states = new ConnectionStateMachine("test");
        for (ConnectionEvent event : events) {
            ConnectionState before = states.state();
            if (!states.on(event)) {
                assertThat(states.state())
                        .as("an event that is not possible changes nothing")
                        .isEqualTo(before);
                assertThat(states.audit()).contains("not possible");
            }
        }
        states.on(ConnectionEvent.TRANSPORT_DOWN);
        states.on(ConnectionEvent.CLEANED_UP);
        assertThat(states.state()).isEqualTo(ConnectionState.S1_FREE);
        assertThat(states.state().isFullFeature()).isFalse();
    }

    /** Section 8.3. */
    @Test
    void aSessionFailsAndIsReinstatedOrGivenUp() {
        SessionStateMachine session = new SessionStateMachine("test");
        session.on(SessionEvent.LOGGED_IN);
        session.on(SessionEvent.CONNECTION_LOST);
        assertThat(session.state()).isEqualTo(SessionState.Q4_FAILED);
        session.on(SessionEvent.REINSTATED);
        assertThat(session.state()).isEqualTo(SessionState.Q3_LOGGED_IN);
        session.on(SessionEvent.CONNECTION_LOST);
        session.on(SessionEvent.GIVEN_UP);
        assertThat(session.state()).isEqualTo(SessionState.Q1_FREE);
        assertThatThrownBy(() -> session.on(SessionEvent.REINSTATED)).hasMessageContaining("not possible in Q1_FREE");
    }
}
