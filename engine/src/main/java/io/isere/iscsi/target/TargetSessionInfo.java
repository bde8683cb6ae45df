package io.isere.iscsi.target;

import java.net.InetSocketAddress;

/**
 * What a session is at a moment, for people. Immutable; any thread.
 *
 * @param initiatorName iSCSI name of the initiator
 * @param initiatorPortName that and the ISID (RFC 7143 section 4.4.4)
 * @param targetName iSCSI name of the target
 * @param tsih the target's handle of it
 * @param remote where the initiator is
 * @param local the portal it came to
 * @param transport what carries it
 * @param activeCommands commands with the device server now
 * @param audit the last events of its connection, oldest first, a line each
 */
public record TargetSessionInfo(
        String initiatorName,
        String initiatorPortName,
        String targetName,
        int tsih,
        InetSocketAddress remote,
        InetSocketAddress local,
        String transport,
        int activeCommands,
        String audit) {}
