package io.isere.vertx.nodes;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * All that the database holds, sorted. Immutable: each change makes another.
 *
 * @param discoveries portals that were asked
 * @param nodes targets at portals
 */
public record NodeRecords(List<DiscoveryRecord> discoveries, List<NodeRecord> nodes) {
    /** What a database that is not there holds. */
    public static final NodeRecords NONE = new NodeRecords(List.of(), List.of());

    /** Sorts and copies. */
    public NodeRecords {
        discoveries = discoveries.stream().sorted().toList();
        nodes = nodes.stream().sorted().toList();
    }

    /** The same with a node, in the place of the one of that target and portal if there is one. */
    public NodeRecords with(NodeRecord node) {
        List<NodeRecord> changed = new ArrayList<>(nodes);
        changed.removeIf(node::isSameNode);
        changed.add(node);
        return new NodeRecords(discoveries, changed);
    }

    /** The same with a node that has just been found: one that is known keeps its settings. */
    public NodeRecords withFound(NodeRecord found) {
        NodeRecord known = nodes.stream().filter(found::isSameNode).findFirst().orElse(found);
        return with(new NodeRecord(found.target(), found.portal(), found.group(), known.settings()));
    }

    /** The same with some nodes changed. */
    public NodeRecords changing(Predicate<NodeRecord> which, UnaryOperator<NodeRecord> change) {
        return new NodeRecords(
                discoveries,
                nodes.stream()
                        .map(node -> which.test(node) ? change.apply(node) : node)
                        .toList());
    }

    /** The same without some nodes. */
    public NodeRecords without(Predicate<NodeRecord> which) {
        return new NodeRecords(
                discoveries, nodes.stream().filter(which.negate()).toList());
    }

    /** The same with a portal to ask, in the place of what was known of it. */
    public NodeRecords with(DiscoveryRecord discovery) {
        List<DiscoveryRecord> changed = new ArrayList<>(discoveries);
        changed.removeIf(known -> known.portal().equals(discovery.portal()));
        changed.add(discovery);
        return new NodeRecords(changed, nodes);
    }

    /** The same without a portal to ask. */
    public NodeRecords withoutDiscovery(String portal) {
        return new NodeRecords(
                discoveries.stream()
                        .filter(known -> !known.portal().equals(portal))
                        .toList(),
                nodes);
    }
}
