package io.isere.iscsi.target;

import java.net.InetSocketAddress;

/**
 * What a connection of a session is at a moment, for people. Immutable; any thread.
 *
 * @param cid the initiator's number of it in its session
 * @param remote where the initiator is
 * @param local the portal it came to
 * @param transport what carries it
 * @param audit its last events, oldest first, a line each
 */
public record TargetConnectionInfo(
        int cid, InetSocketAddress remote, InetSocketAddress local, String transport, String audit) {}
