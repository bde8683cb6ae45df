package io.isere.iscsi.target;

/**
 * How much initiators may ask of a target node. A login beyond a limit is refused with status 0x0302, out of resources.
 * Immutable; any thread.
 *
 * @param maxSessions normal sessions of all initiators
 * @param maxSessionsPerInitiator normal sessions of one initiator name, over all its ISIDs and targets
 * @param maxConnections connections, logged in or not
 */
public record TargetLimits(int maxSessions, int maxSessionsPerInitiator, int maxConnections) {
    private static final int MAX_SESSIONS = 1024;
    private static final int MAX_SESSIONS_PER_INITIATOR = 256;
    private static final int MAX_CONNECTIONS = 2048;

    /** Checks the ranges. */
    public TargetLimits {
        if (maxSessions < 1 || maxSessionsPerInitiator < 1 || maxConnections < 1) {
            throw new IllegalArgumentException("limits of a target must be at least 1");
        }
    }

    /** What a machine of today holds. */
    public static TargetLimits defaults() {
        return new TargetLimits(MAX_SESSIONS, MAX_SESSIONS_PER_INITIATOR, MAX_CONNECTIONS);
    }
}
