package io.isere.iscsi.session;

import io.isere.datamover.TransportKind;

/**
 * What a session may have to outlive faults. Immutable; any thread.
 *
 * @param connections most connections of a session (MaxConnections of RFC 7143 section 13.2), 1 to 16; an initiator opens
 *     as many as the target grants. All have to be on one loop: a target that cannot see to that grants one
 * @param errorRecoveryLevel highest ErrorRecoveryLevel to agree to (section 7.1.5): 0, or 1, at which damaged PDUs are
 *     recovered on their connection. Over iSER it is 0
 */
public record Resilience(int connections, int errorRecoveryLevel) {
    /** Most connections of a session. */
    public static final int MAX_CONNECTIONS = 16;

    private static final int TARGET_CONNECTIONS = 4;
    /** Highest ErrorRecoveryLevel there is here: digest failure recovery. Connection recovery (2) is not. */
    public static final int MAX_LEVEL = 1;

    /** Checks the ranges. */
    public Resilience {
        if (connections < 1 || connections > MAX_CONNECTIONS) {
            throw new IllegalArgumentException("connections " + connections + ": want 1.." + MAX_CONNECTIONS);
        }
        if (errorRecoveryLevel < 0 || errorRecoveryLevel > MAX_LEVEL) {
            throw new IllegalArgumentException("error recovery level " + errorRecoveryLevel + ": want 0.." + MAX_LEVEL);
        }
    }

    /** One connection, and a session that is opened again when it is lost: what nearly every peer does. */
    public static Resilience plain() {
        return new Resilience(1, 0);
    }

    /** What a target grants to an initiator that asks for more than one connection. */
    public static Resilience ofTargets() {
        return new Resilience(TARGET_CONNECTIONS, 0);
    }

    /** The level to agree to: a wire that loses nothing has nothing to recover (RFC 7145 section 7.2). */
    public int levelOver(TransportKind kind) {
        return kind == TransportKind.ISER ? 0 : errorRecoveryLevel;
    }

    /** The same with another level. */
    public Resilience withErrorRecoveryLevel(int level) {
        return new Resilience(connections, level);
    }

    /** The same with another number of connections. */
    public Resilience withConnections(int count) {
        return new Resilience(count, errorRecoveryLevel);
    }
}
