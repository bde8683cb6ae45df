package io.isere.vertx.impl;

import io.isere.iscsi.isns.IsnsRequests;
import io.isere.vertx.IserePortal;
import io.isere.vertx.IsereTarget;
import io.isere.vertx.IsereTargetNode;
import io.isere.vertx.IsereTargetOptions;
import io.isere.vertx.IsereTargetOptions.LunEntry;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A node of one target, whose portals are known from the beginning. Any thread; control path only. */
public final class SingleTarget implements IsereTarget {
    private final TargetNode node;
    private final Vertx vertx;
    private final String name;
    private final List<IserePortal> wantedPortals;
    private final AtomicBoolean started = new AtomicBoolean();
    private final @Nullable IsnsRegistration isns;
    private final IsereTargetOptions options;
    private volatile List<String> portals = List.of();

    private SingleTarget(Vertx vertx, TargetNode node, IsereTargetOptions options) {
        this.node = node;
        isns = options.isnsServer().isEmpty()
                ? null
                : new IsnsRegistration(
                        HomeVertx.of(vertx),
                        options.isnsServer(),
                        options.name(),
                        transaction -> IsnsRequests.registerTarget(
                                transaction,
                                options.name(),
                                options.alias(),
                                node.reachedAt(),
                                IserePortal.DEFAULT_GROUP));
        name = options.name();
        this.options = new IsereTargetOptions(options);
        this.vertx = HomeVertx.of(vertx);
        wantedPortals = options.portals().stream().map(IserePortal::of).toList();
        wantedPortals.forEach(portal -> HostPort.parse(portal.address()));
        node.add(options);
    }

    /** Makes it; see {@link IsereTarget#create}. */
    public static SingleTarget create(Vertx vertx, IsereTargetOptions options) {
        IscsiNames.require(options.name(), "target");
        require(!options.portals().isEmpty(), "the target listens nowhere: addPortal(\"host:port\")");
        require(
                !(options.luns().isEmpty() && options.lunSpecs().isEmpty()),
                "the target has nothing to serve: addLun(0, backstore)");
        return new SingleTarget(vertx, TargetNode.create(vertx, options), options);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Future<IsereTarget> start() {
        if (!started.compareAndSet(false, true)) {
            return Future.failedFuture(new IllegalStateException("target " + name + " was started before"));
        }
        return HomeVertx.call(this::open);
    }

    private Future<IsereTarget> open() {
        return vertx.executeBlocking(options::openLunSpecs)
                .compose(this::addLuns)
                .compose(added -> openPortals())
                .compose(all -> {
                    portals = all.<IserePortal>list().stream()
                            .map(IserePortal::address)
                            .toList();
                    return isns == null ? Future.succeededFuture() : isns.begin();
                })
                .<IsereTarget>map(registered -> this)
                .recover(failure -> node.close().transform(closed -> Future.failedFuture(failure)));
    }

    private Future<Void> addLuns(List<LunEntry> opened) {
        for (LunEntry lun : opened) {
            try {
                node.addLun(name, lun);
            } catch (RuntimeException e) {
                lun.backstore().close();
                return Future.failedFuture(e);
            }
        }
        return Future.succeededFuture();
    }

    private Future<CompositeFuture> openPortals() {
        List<Future<IserePortal>> opened =
                wantedPortals.stream().map(node::openPortal).toList();
        // Joined, so that after a failure none is still on its way to be opened.
        return Future.join(opened);
    }

    @Override
    public List<String> portals() {
        return portals;
    }

    @Override
    public IsereTargetNode node() {
        return node;
    }

    @Override
    public int sessionCount() {
        return node.sessionCount();
    }

    @Override
    public Future<Void> close() {
        started.set(true);
        Future<Void> deregistered = isns == null ? Future.succeededFuture() : isns.end();
        return HomeVertx.call(() -> deregistered.eventually(node::close));
    }
}
