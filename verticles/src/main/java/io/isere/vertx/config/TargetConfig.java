package io.isere.vertx.config;

import io.isere.iscsi.access.TargetAccess;
import io.isere.iscsi.login.TargetAuthentication;
import io.isere.vertx.IserePortal;
import io.isere.vertx.IsereTargetOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a target's file says, checked. Immutable; two are equal when they say the same, wherever in the file.
 *
 * @param options what the node has in common, by {@link NodeOption} names
 * @param discovery how initiators authenticate themselves for discovery
 * @param logoutSeconds how long initiators of what is removed, or forbidden to them, are given to log out
 * @param isns the iSNS server that the targets are registered with; empty: none
 * @param portals where to listen
 * @param targets what to serve, by name, in the order of the file
 */
public record TargetConfig(
        Map<String, String> options,
        TargetAuthentication discovery,
        int logoutSeconds,
        String isns,
        List<IserePortal> portals,
        Map<String, TargetEntry> targets) {
    /**
     * One target.
     *
     * @param alias for people; empty: none
     * @param groups tags of the portal groups it is reached through; empty: all
     * @param access who may use it
     * @param luns what it serves, by number
     */
    public record TargetEntry(
            String name, String alias, Set<Integer> groups, TargetAccess access, Map<Integer, LunSpec> luns) {
        TargetEntry withLuns(Map<Integer, LunSpec> others) {
            return new TargetEntry(name, alias, groups, access, others);
        }

        TargetEntry withAccess(TargetAccess other) {
            return new TargetEntry(name, alias, groups, other, luns);
        }
    }

    /**
     * Reads a file.
     *
     * @throws IOException when it cannot be read
     * @throws ConfigException when something in it is wrong
     */
    public static TargetConfig read(Path file) throws IOException {
        return ConfigFile.read(file, section -> TargetConfigReader.read(section, file.toAbsolutePath()));
    }

    /**
     * Reads what a file would say.
     *
     * @param text YAML, which JSON is too
     * @param folder what paths in it are relative to
     * @param name what it is called in failures
     * @throws ConfigException when something in it is wrong
     */
    public static TargetConfig parse(String text, Path folder, String name) {
        return ConfigFile.parse(
                Path.of(name),
                text.getBytes(StandardCharsets.UTF_8),
                section ->
                        TargetConfigReader.read(section, folder.toAbsolutePath().resolve(name)));
    }

    /** Puts the node's options into those that it is made with. */
    public IsereTargetOptions applyTo(IsereTargetOptions shared) {
        NodeOption.apply(options, shared);
        return shared.setDiscoveryAuthentication(discovery);
    }

    TargetConfig withOptions(Map<String, String> others) {
        return new TargetConfig(others, discovery, logoutSeconds, isns, portals, targets);
    }

    /** Memory that its disks may come to take, in bytes. */
    public long ramBytes() {
        return targets.values().stream()
                .flatMap(target -> target.luns().values().stream())
                .filter(LunSpec::isRam)
                .mapToLong(LunSpec::sizeBytes)
                .sum();
    }
}
