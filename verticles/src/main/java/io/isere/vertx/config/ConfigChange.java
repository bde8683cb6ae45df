package io.isere.vertx.config;

import io.isere.iscsi.access.TargetAccess;
import io.isere.vertx.IserePortal;
import io.isere.vertx.config.TargetConfig.TargetEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is different in a new configuration. What is alike in both is in none of the lists, and so is not touched.
 *
 * @param opened portals to be opened
 * @param closed portals to be closed
 * @param added targets to be added, whole
 * @param removed targets to be removed, whole
 * @param changed targets in both whose alias or groups differ, as they are to be
 * @param guarded targets in both whose access differs, as they are to be
 * @param plugged logical units to be added to targets in both
 * @param unplugged logical units to be removed from targets in both
 * @param discovery whether authentication for discovery differs
 * @param isns whether another iSNS server is to know the targets
 * @param options the node's options that differ, a line each
 */
record ConfigChange(
        List<IserePortal> opened,
        List<IserePortal> closed,
        List<TargetEntry> added,
        List<TargetEntry> removed,
        List<TargetEntry> changed,
        List<TargetEntry> guarded,
        List<Disk> plugged,
        List<Disk> unplugged,
        boolean discovery,
        boolean isns,
        List<String> options) {
    /** A logical unit of a target. */
    record Disk(String target, int lun, LunSpec spec) {
        @Override
        public String toString() {
            return "LUN " + lun + " of " + target + " (" + spec.text() + ")";
        }
    }

    static ConfigChange between(TargetConfig old, TargetConfig now) {
        List<TargetEntry> changed = new ArrayList<>();
        List<TargetEntry> guarded = new ArrayList<>();
        List<Disk> plugged = new ArrayList<>();
        List<Disk> unplugged = new ArrayList<>();
        for (TargetEntry target : now.targets().values()) {
            TargetEntry before = old.targets().get(target.name());
            if (before != null) {
                plugged.addAll(disksOnlyIn(target, before));
                unplugged.addAll(disksOnlyIn(before, target));
                if (!bare(target).equals(bare(before))) {
                    changed.add(target);
                }
                if (!target.access().equals(before.access())) {
                    guarded.add(target);
                }
            }
        }
        return new ConfigChange(
                onlyIn(now.portals(), old.portals()),
                onlyIn(old.portals(), now.portals()),
                targetsOnlyIn(now, old),
                targetsOnlyIn(old, now),
                changed,
                guarded,
                plugged,
                unplugged,
                !old.discovery().equals(now.discovery()),
                !old.isns().equals(now.isns()),
                optionsThatDiffer(old.options(), now.options()));
    }

    private static List<String> optionsThatDiffer(Map<String, String> old, Map<String, String> now) {
        Set<String> names = new TreeSet<>(old.keySet());
        names.addAll(now.keySet());
        return names.stream()
                .filter(name -> !Objects.equals(old.get(name), now.get(name)))
                .map(name -> "option " + name + " changed from " + old.getOrDefault(name, "its default") + " to "
                        + now.getOrDefault(name, "its default") + ": it takes effect with the next start")
                .toList();
    }

    private static TargetEntry bare(TargetEntry target) {
        return target.withLuns(Map.of()).withAccess(TargetAccess.open());
    }

    private static List<IserePortal> onlyIn(List<IserePortal> some, List<IserePortal> others) {
        return some.stream().filter(portal -> !others.contains(portal)).toList();
    }

    private static List<TargetEntry> targetsOnlyIn(TargetConfig some, TargetConfig others) {
        return some.targets().values().stream()
                .filter(target -> !others.targets().containsKey(target.name()))
                .toList();
    }

    private static List<Disk> disksOnlyIn(TargetEntry some, TargetEntry others) {
        return disks(some).stream()
                .filter(disk -> !disk.spec().equals(others.luns().get(disk.lun())))
                .toList();
    }

    /** All logical units of a target. */
    static List<Disk> disks(TargetEntry target) {
        return target.luns().entrySet().stream()
                .map(lun -> new Disk(target.name(), lun.getKey(), lun.getValue()))
                .toList();
    }

    /** All logical units that are to be opened. */
    List<Disk> disksToOpen() {
        List<Disk> disks = new ArrayList<>(plugged);
        added.forEach(target -> disks.addAll(disks(target)));
        return disks;
    }

    /** Files that are going to be let go: what is to be opened of them has to wait for that. */
    List<String> filesLetGo() {
        List<Disk> disks = new ArrayList<>(unplugged);
        removed.forEach(target -> disks.addAll(disks(target)));
        return disks.stream()
                .filter(disk -> !disk.spec().isRam())
                .map(disk -> disk.spec().path())
                .toList();
    }

    /** Addresses that are going to be free: what is to be opened there has to wait for that. */
    List<String> addressesLetGo() {
        return closed.stream().map(IserePortal::address).toList();
    }

    /** What changes, a line each, for people. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        opened.forEach(portal -> lines.add("portal " + portal.address() + " opened"));
        closed.forEach(portal -> lines.add("portal " + portal.address() + " closed"));
        added.forEach(target -> lines.add("target " + target.name() + " added"));
        removed.forEach(target -> lines.add("target " + target.name() + " removed"));
        changed.forEach(target -> lines.add("target " + target.name() + " changed"));
        guarded.forEach(target -> lines.add("access to target " + target.name() + " changed"));
        unplugged.forEach(disk -> lines.add(disk + " removed"));
        plugged.forEach(disk -> lines.add(disk + " added"));
        if (discovery) {
            lines.add("authentication for discovery changed");
        }
        if (isns) {
            lines.add("iSNS server changed");
        }
        lines.addAll(options);
        return lines;
    }
}
