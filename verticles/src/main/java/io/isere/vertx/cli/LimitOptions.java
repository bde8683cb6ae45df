package io.isere.vertx.cli;

import io.isere.iscsi.target.TargetLimits;
import io.isere.iscsi.target.TargetSettings;
import picocli.CommandLine.Option;

/** How much initiators may ask of a target: the words of the configuration file. */
final class LimitOptions {
    private static final int UNSET = -1;

    @Option(
            names = "--max-sessions",
            paramLabel = "N",
            description = "Sessions of all initiators at a time; a login beyond a limit is refused as out of resources"
                    + " (status 0x0302). Default: 1024.")
    private int sessions = UNSET;

    @Option(
            names = "--max-sessions-per-initiator",
            paramLabel = "N",
            description = "Sessions of one initiator name at a time. Default: 256.")
    private int sessionsPerInitiator = UNSET;

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            description = "Connections at a time, logged in or not. Default: 2048.")
    private int connections = UNSET;

    /** Puts them into a target's settings. */
    TargetSettings applyTo(TargetSettings settings) {
        TargetLimits now = settings.limits();
        return settings.withLimits(new TargetLimits(
                sessions == UNSET ? now.maxSessions() : sessions,
                sessionsPerInitiator == UNSET ? now.maxSessionsPerInitiator() : sessionsPerInitiator,
                connections == UNSET ? now.maxConnections() : connections));
    }
}
