package io.isere.vertx.config;

import io.isere.scsi.backstore.Backstore;
import io.isere.vertx.IserePortal;
import io.isere.vertx.IsereTargetNode;
import io.isere.vertx.IsereTargetOptions;
import io.isere.vertx.IsereTargetOptions.LunEntry;
import io.isere.vertx.config.ConfigChange.Disk;
import io.isere.vertx.config.TargetConfig.TargetEntry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A target node that follows a configuration: each new one is compared with what runs, and only what is different is
 * touched. What a new configuration needs is opened first; when that cannot be, all stays as it is.
 *
 * <p>Any thread; one change at a time.
 */
public final class ConfiguredNode {
    private final Vertx vertx;
    private final IsereTargetNode node;
    private final Map<IserePortal, IserePortal> openPortals = new LinkedHashMap<>();
    private TargetConfig running;
    private Future<?> lastChange = Future.succeededFuture();

    private ConfiguredNode(Vertx vertx, IsereTargetNode node, TargetConfig config) {
        this.vertx = vertx;
        this.node = node;
        running = new TargetConfig(config.options(), config.discovery(), 0, "", List.of(), Map.of());
    }

    /**
     * Starts a node.
     *
     * @param shared what the file leaves open; changed by what it says
     * @return fails when something in it cannot be opened, and then nothing runs
     */
    public static Future<ConfiguredNode> start(Vertx vertx, IsereTargetOptions shared, TargetConfig config) {
        IsereTargetNode node = IsereTargetNode.create(vertx, config.applyTo(shared));
        ConfiguredNode configured = new ConfiguredNode(vertx, node, config);
        return configured
                .apply(config)
                .map(changes -> configured)
                .recover(failure -> node.close().transform(closed -> Future.failedFuture(failure)));
    }

    /** The node, whose targets, logical units and portals are not for others to change. */
    public IsereTargetNode node() {
        return node;
    }

    /** What runs. */
    public synchronized TargetConfig running() {
        return running;
    }

    /**
     * Goes over to another configuration.
     *
     * @return what has changed, a line each. Fails when something new cannot be opened: then everything is as before;
     *     unless it could only be opened after something old was closed, in which case the message says what is missing
     */
    public synchronized Future<List<String>> apply(TargetConfig next) {
        Future<List<String>> change = lastChange.transform(before -> new Change(next).run());
        lastChange = change;
        return change;
    }

    /**
     * Serves one more logical unit, until the next configuration says otherwise.
     *
     * @return fails when there is no such target, the number is in use, or it cannot be opened
     */
    public synchronized Future<List<String>> addLun(String target, int lun, LunSpec spec) {
        return changeLuns(target, luns -> {
            if (luns.putIfAbsent(lun, spec) != null) {
                throw new IllegalArgumentException("LUN " + lun + " of " + target + " is in use: remove it first");
            }
        });
    }

    /** Takes a logical unit away, until the next configuration says otherwise; fails when there is none. */
    public synchronized Future<List<String>> removeLun(String target, int lun) {
        return changeLuns(target, luns -> {
            if (luns.remove(lun) == null) {
                throw new IllegalArgumentException("there is no LUN " + lun + " of " + target);
            }
        });
    }

    private Future<List<String>> changeLuns(String target, Consumer<Map<Integer, LunSpec>> edit) {
        // When its turn has come, so that it starts from what runs then.
        Future<List<String>> change = lastChange.transform(before -> {
            TargetConfig now = running();
            TargetEntry entry = now.targets().get(target);
            if (entry == null) {
                return Future.failedFuture(new IllegalArgumentException("there is no target " + target
                        + NearestName.hint(target, now.targets().keySet())));
            }
            Map<Integer, LunSpec> luns = new TreeMap<>(entry.luns());
            try {
                edit.accept(luns);
            } catch (IllegalArgumentException e) {
                return Future.failedFuture(e);
            }
            Map<String, TargetEntry> targets = new LinkedHashMap<>(now.targets());
            targets.put(target, entry.withLuns(luns));
            return new Change(new TargetConfig(
                            now.options(), now.discovery(), now.logoutSeconds(), now.isns(), now.portals(), targets))
                    .run();
        });
        lastChange = change;
        return change;
    }

    /** One way from what runs to what is to run. */
    private final class Change {
        private final TargetConfig next;
        private final ConfigChange change;
        private final Map<Disk, Backstore> stores = new HashMap<>();
        private final List<Disk> missingDisks = new ArrayList<>();
        private final List<IserePortal> missingPortals = new ArrayList<>();
        private final List<String> failures = new ArrayList<>();
        private final List<String> ended = new ArrayList<>();

        Change(TargetConfig next) {
            this.next = next;
            change = ConfigChange.between(running(), next);
        }

        Future<List<String>> run() {
            List<String> files = change.filesLetGo();
            List<String> addresses = change.addressesLetGo();
            List<Disk> disksNow = change.disksToOpen().stream()
                    .filter(disk -> !files.contains(disk.spec().path()))
                    .toList();
            List<IserePortal> portalsNow = change.opened().stream()
                    .filter(portal -> !addresses.contains(portal.address()))
                    .toList();
            List<Disk> disksLater = new ArrayList<>(change.disksToOpen());
            disksLater.removeAll(disksNow);
            List<IserePortal> portalsLater = new ArrayList<>(change.opened());
            portalsLater.removeAll(portalsNow);
            return openAll(disksNow)
                    .compose(opened -> openPortals(portalsNow))
                    .recover(failure -> undo(portalsNow).transform(undone -> Future.failedFuture(failure)))
                    .compose(ready -> {
                        Future<?> removed = remove();
                        // What is added is to be seen by nobody who is to see it no more.
                        return guard().compose(guarded -> {
                            addWhatIsOpen(disksLater);
                            return removed;
                        });
                    })
                    .compose(removed -> inTurn(disksLater, this::plugLater))
                    .compose(plugged -> inTurn(portalsLater, this::openLater))
                    .compose(done -> node.registerWith(next.isns()))
                    .compose(registered -> settle());
        }

        private Future<Void> openAll(List<Disk> disks) {
            return vertx.executeBlocking(() -> {
                for (Disk disk : disks) {
                    stores.put(disk, disk.spec().open());
                }
                return null;
            });
        }

        private Future<?> openPortals(List<IserePortal> portals) {
            return Future.join(portals.stream()
                    .map(portal -> node.openPortal(portal).onSuccess(open -> remember(portal, open)))
                    .toList());
        }

        private void remember(IserePortal wanted, IserePortal open) {
            synchronized (openPortals) {
                openPortals.put(wanted, open);
            }
        }

        private Future<?> undo(List<IserePortal> portals) {
            List<Future<Void>> closing = new ArrayList<>();
            stores.values().forEach(store -> closing.add(store.close()));
            portals.forEach(portal -> closing.add(close(portal, 0)));
            return Future.join(closing);
        }

        private Future<Void> close(IserePortal portal, int logoutSeconds) {
            IserePortal open;
            synchronized (openPortals) {
                open = openPortals.remove(portal);
            }
            return open == null ? Future.succeededFuture() : node.closePortal(open, logoutSeconds);
        }

        private Future<?> remove() {
            List<Future<Void>> removals = new ArrayList<>();
            for (Disk disk : change.unplugged()) {
                removals.add(noted(disk + " removed, not in order", node.removeLun(disk.target(), disk.lun())));
            }
            for (TargetEntry target : change.removed()) {
                removals.add(noted(
                        "target " + target.name() + " removed, not in order",
                        node.removeTarget(target.name(), next.logoutSeconds())));
            }
            for (IserePortal portal : change.closed()) {
                removals.add(noted("portal " + portal.address(), close(portal, next.logoutSeconds())));
            }
            return Future.join(removals);
        }

        /** Notes a failure and goes on. */
        private Future<Void> noted(String what, Future<Void> future) {
            return future.recover(failure -> {
                failures.add(what + ": " + failure.getMessage());
                return Future.succeededFuture();
            });
        }

        private void addWhatIsOpen(List<Disk> disksLater) {
            for (TargetEntry target : change.added()) {
                IsereTargetOptions options = options(target);
                for (Disk disk : ConfigChange.disks(target)) {
                    if (!disksLater.contains(disk)) {
                        options.addLun(disk.lun(), store(disk), disk.spec().options());
                    }
                }
                node.addTarget(options);
            }
            change.changed().forEach(target -> node.changeTarget(options(target)));
            change.plugged().stream().filter(disk -> !disksLater.contains(disk)).forEach(this::plug);
        }

        /** Access that is changed holds for logins at once; then the sessions end that it allows no more. */
        private Future<?> guard() {
            node.setDiscoveryAuthentication(next.discovery());
            change.guarded().forEach(target -> node.setAccess(target.name(), target.access()));
            return Future.join(change.guarded().stream()
                    .map(target -> node.enforceAccess(target.name(), next.logoutSeconds())
                            .onSuccess(count -> onEnforced(target, count)))
                    .toList());
        }

        private void onEnforced(TargetEntry target, int sessions) {
            if (sessions > 0) {
                synchronized (ended) {
                    ended.add(sessions + " sessions of target " + target.name() + " ended: it is not theirs any more");
                }
            }
        }

        private List<String> lines() {
            List<String> lines = new ArrayList<>(change.lines());
            synchronized (ended) {
                lines.addAll(ended);
            }
            return lines;
        }

        private IsereTargetOptions options(TargetEntry target) {
            return new IsereTargetOptions()
                    .setName(target.name())
                    .setAlias(target.alias())
                    .setPortalGroups(target.groups())
                    .setAccess(target.access());
        }

        private Backstore store(Disk disk) {
            return Objects.requireNonNull(stores.get(disk), "opened before");
        }

        private void plug(Disk disk) {
            node.addLun(
                    disk.target(),
                    new LunEntry(disk.lun(), store(disk), disk.spec().options()));
        }

        private Future<Void> plugLater(Disk disk) {
            return openAll(List.of(disk)).onSuccess(opened -> plug(disk)).recover(failure -> {
                missingDisks.add(disk);
                failures.add(disk + ": " + failure.getMessage());
                return Future.succeededFuture();
            });
        }

        private Future<Void> openLater(IserePortal portal) {
            return openPortals(List.of(portal)).<Void>mapEmpty().recover(failure -> {
                missingPortals.add(portal);
                failures.add("portal " + portal.address() + ": " + failure.getMessage());
                return Future.succeededFuture();
            });
        }

        private Future<List<String>> settle() {
            synchronized (ConfiguredNode.this) {
                running = withoutMissing().withOptions(running.options());
            }
            return failures.isEmpty()
                    ? Future.succeededFuture(lines())
                    : Future.failedFuture(new IllegalStateException(String.join("; ", failures)));
        }

        /** What is missing counts as not there, so that the next change tries again. */
        private TargetConfig withoutMissing() {
            Map<String, TargetEntry> targets = new LinkedHashMap<>(next.targets());
            for (Disk disk : missingDisks) {
                targets.computeIfPresent(disk.target(), (name, target) -> {
                    Map<Integer, LunSpec> luns = new TreeMap<>(target.luns());
                    luns.remove(disk.lun());
                    return target.withLuns(luns);
                });
            }
            List<IserePortal> portals = new ArrayList<>(next.portals());
            portals.removeAll(missingPortals);
            return new TargetConfig(
                    next.options(), next.discovery(), next.logoutSeconds(), next.isns(), portals, targets);
        }
    }

    private static <T> Future<Void> inTurn(List<T> items, Function<T, Future<Void>> step) {
        Future<Void> last = Future.succeededFuture();
        for (T item : items) {
            Supplier<Future<Void>> next = () -> step.apply(item);
            last = last.compose(before -> next.get());
        }
        return last;
    }

    /** Stops all; see {@link IsereTargetNode#close}. */
    public synchronized Future<Void> close() {
        return lastChange.transform(before -> node.close());
    }
}
