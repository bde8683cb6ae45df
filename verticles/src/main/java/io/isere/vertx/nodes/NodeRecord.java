package io.isere.vertx.nodes;

import io.isere.vertx.IsereInitiatorOptions;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A target at a portal, and how to log in to it. Immutable.
 *
 * @param target iSCSI name
 * @param portal {@code host:port}
 * @param group portal group tag; -1: not known
 * @param settings what was set, by {@link NodeSetting} names, sorted
 */
public record NodeRecord(String target, String portal, int group, Map<String, String> settings)
        implements Comparable<NodeRecord> {
    /** Group of a record whose portal did not say. */
    public static final int NO_GROUP = -1;

    /** Sorts and copies the settings. */
    public NodeRecord {
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    }

    /** One with all defaults. */
    public static NodeRecord of(String target, String portal, int group) {
        return new NodeRecord(target, portal, group, Map.of());
    }

    /** Whether it is about the same target at the same portal. */
    public boolean isSameNode(NodeRecord other) {
        return target.equals(other.target) && portal.equals(other.portal);
    }

    /** The value of a setting, its default when it was not set. */
    public String get(NodeSetting setting) {
        return settings.getOrDefault(setting.text(), setting.defaultValue());
    }

    /**
     * The same with another value; an empty one goes back to the default.
     *
     * @throws IllegalArgumentException when there is no such setting or the value does not suit it
     */
    public NodeRecord with(String setting, String value) {
        NodeSetting known = NodeSetting.named(setting);
        String checked = known.check(value);
        Map<String, String> changed = new TreeMap<>(settings);
        if (checked.isEmpty()) {
            changed.remove(known.text());
        } else {
            changed.put(known.text(), checked);
        }
        return new NodeRecord(target, portal, group, changed);
    }

    /** Whether a session is to be opened at start. */
    public boolean isAutomatic() {
        return get(NodeSetting.STARTUP).equals(NodeSetting.AUTOMATIC);
    }

    /**
     * Puts the settings into options; blocks where a secret is read.
     *
     * @throws IllegalArgumentException when its authentication cannot be used, with what to do about it
     */
    public IsereInitiatorOptions applyTo(IsereInitiatorOptions options) {
        settings.forEach((name, value) -> NodeSetting.named(name).apply(options, value));
        NodeCredentials.apply(settings, options);
        return options;
    }

    /** As iscsiadm writes it: {@code portal,group target}. */
    @Override
    public String toString() {
        return portal + (group == NO_GROUP ? "" : "," + group) + " " + target;
    }

    @Override
    public int compareTo(NodeRecord other) {
        int byTarget = target.compareTo(other.target);
        return byTarget == 0 ? portal.compareTo(other.portal) : byTarget;
    }
}
