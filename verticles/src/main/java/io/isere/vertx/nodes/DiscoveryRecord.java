package io.isere.vertx.nodes;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A portal that was asked for its targets, and how. Immutable.
 *
 * @param portal {@code host:port}
 * @param settings what was set, by {@link NodeSetting} names: transport, initiator name and
 *     authentication; nodes that it finds begin with them
 */
public record DiscoveryRecord(String portal, Map<String, String> settings) implements Comparable<DiscoveryRecord> {
    /** Sorts and copies the settings. */
    public DiscoveryRecord {
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    }

    /** As the node of a target that it told of. */
    public NodeRecord node(String target, String address, int group) {
        return new NodeRecord(target, address, group, settings);
    }

    @Override
    public int compareTo(DiscoveryRecord other) {
        return portal.compareTo(other.portal);
    }
}
