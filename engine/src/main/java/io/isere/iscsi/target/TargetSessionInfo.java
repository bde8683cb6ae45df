package io.isere.iscsi.target;

import java.util.List;

/**
 * What a session is at a moment, for people. Immutable; any thread.
 *
 * @param initiatorName iSCSI name of the initiator
 * @param initiatorPortName that and the ISID (RFC 7143 section 4.4.4)
 * @param targetName iSCSI name of the target
 * @param tsih the target's handle of it
 * @param activeCommands commands with the device server now
 * @param connections those that are logged in
 */
public record TargetSessionInfo(
        String initiatorName,
        String initiatorPortName,
        String targetName,
        int tsih,
        int activeCommands,
        List<TargetConnectionInfo> connections) {}
