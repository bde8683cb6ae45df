package io.isere.iscsi.isns;

import java.net.InetSocketAddress;
import java.util.Map;

/**
 * A target as an iSNS server is to know it. Immutable; any thread.
 *
 * @param alias for people; empty: none
 * @param portals where it is reached, each with the tag of its portal group
 */
public record IsnsTarget(String name, String alias, Map<InetSocketAddress, Integer> portals) {
    /** Copies the map. */
    public IsnsTarget {
        portals = Map.copyOf(portals);
    }
}
