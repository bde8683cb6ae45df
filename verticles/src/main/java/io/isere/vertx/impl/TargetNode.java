package io.isere.vertx.impl;

import io.isere.iscsi.access.TargetAccess;
import io.isere.iscsi.isns.IsnsRequests;
import io.isere.iscsi.isns.IsnsTarget;
import io.isere.iscsi.login.TargetAuthentication;
import io.isere.iscsi.target.Target;
import io.isere.iscsi.target.TargetServer;
import io.isere.iscsi.target.TargetSessionInfo;
import io.isere.iscsi.text.TargetAddress;
import io.isere.iser.IserOptions;
import io.isere.rdma.inprocess.InProcessProvider;
import io.isere.scsi.backstore.Backstore;
import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.device.LogicalUnitIdentity;
import io.isere.scsi.device.Protection;
import io.isere.scsi.lun.ScsiTargetDevice;
import io.isere.tcp.TcpOptions;
import io.isere.vertx.IserePortal;
import io.isere.vertx.IsereTargetNode;
import io.isere.vertx.IsereTargetOptions;
import io.isere.vertx.IsereTargetOptions.LunEntry;
import io.isere.vertx.IsereTransport;
import io.isere.vertx.LunInfo;
import io.isere.vertx.LunOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * A target node: what its verticles share, and their deployment. Any thread; control path only. Changes of portals are
 * guarded by this object; targets and logical units by the concurrent maps they are in.
 */
public final class TargetNode implements IsereTargetNode {
    /** How long commands for a logical unit that is taken away may take to end by themselves. */
    private static final long LUN_DRAIN_NS = 2_000_000_000L;

    private final Vertx vertx;
    private final IsereTransport transport;
    private final IserOptions iserOptions;
    private final TcpOptions tcpOptions;
    private final ProviderChoice provider;
    private final TargetServer server;
    private final Map<String, ScsiTargetDevice> devices = new ConcurrentSkipListMap<>();
    private final Map<IserePortal, TargetListenerVerticle> listeners = new LinkedHashMap<>();
    private @Nullable IsnsRegistration isns;
    private String isnsServer = "";
    private List<IsnsTarget> registered = List.of();

    private TargetNode(Vertx vertx, IsereTargetOptions shared) {
        this.vertx = HomeVertx.of(vertx);
        transport = shared.transport();
        iserOptions = shared.iserOptions();
        tcpOptions = shared.tcpOptions();
        provider = ProviderChoice.of(shared.provider(), shared.iwarpOptions());
        server = new TargetServer(shared.settings());
        server.discoveryAuthentication(shared.discoveryAuthentication());
    }

    /** Makes it; see {@link IsereTargetNode#create}. */
    public static TargetNode create(Vertx vertx, IsereTargetOptions shared) {
        if (shared.transport() == IsereTransport.TCP && shared.provider().equals(InProcessProvider.NAME)) {
            throw new IllegalArgumentException(
                    "provider " + shared.provider() + " has no TCP ports to serve: choose another");
        }
        return new TargetNode(vertx, shared);
    }

    ProviderChoice provider() {
        return provider;
    }

    IserOptions iserOptions() {
        return iserOptions;
    }

    TcpOptions tcpOptions() {
        return tcpOptions;
    }

    boolean serves(IsereTransport asked) {
        return transport == asked || transport == IsereTransport.AUTO;
    }

    TargetServer server() {
        return server;
    }

    @Override
    public void addTarget(IsereTargetOptions options) {
        if (!options.lunSpecs().isEmpty()) {
            throw new IllegalArgumentException(
                    "LUNs named in a line must be open before: add those of IsereTargetOptions.openLunSpecs");
        }
        add(options);
    }

    /** Serves a target; what its options name in lines is still to be added. */
    void add(IsereTargetOptions options) {
        IscsiNames.require(options.name(), "target");
        ScsiTargetDevice device = new ScsiTargetDevice(options.name());
        if (devices.putIfAbsent(options.name(), device) != null) {
            throw new IllegalStateException("target " + options.name() + " exists already");
        }
        options.luns().forEach(entry -> addLun(options.name(), entry));
        server.access(options.name(), options.access());
        server.addTarget(new Target(options.name(), options.alias(), options.portalGroups(), device));
    }

    @Override
    public void changeTarget(IsereTargetOptions options) {
        server.replaceTarget(
                new Target(options.name(), options.alias(), options.portalGroups(), device(options.name())));
    }

    @Override
    public void addLun(String target, LunEntry entry) {
        device(target).addLun(entry.lun(), unit(target, entry));
    }

    private static LogicalUnit unit(String target, LunEntry entry) {
        LunOptions options = entry.options();
        LogicalUnit.Builder builder = LogicalUnit.builder(
                        LogicalUnitIdentity.derive(target, entry.lun()), entry.backstore())
                .blockBytes(options.blockBytes())
                .physicalBlockBytes(options.physicalBlockBytes())
                .maxTransferBytes(options.maxTransferBytes())
                .readOnly(options.readOnly())
                .removable(options.removable())
                .sanitizeBytesPerSecond(options.sanitizeBytesPerSecond());
        Protection protection = options.protection();
        if (protection != null) {
            builder.protection(protection);
        }
        Path reservations = options.reservationFile();
        return reservations == null
                ? builder.build()
                : builder.reservationFile(reservations).build();
    }

    @Override
    public void setAccess(String target, TargetAccess access) {
        device(target);
        server.access(target, access);
    }

    @Override
    public Future<Integer> enforceAccess(String target, int logoutSeconds) {
        List<Future<Boolean>> sessions = server.enforceAccess(target, logoutSeconds);
        return HomeVertx.call(() -> Future.join(sessions)
                .map(done -> (int) sessions.stream().filter(Future::result).count()));
    }

    @Override
    public void setDiscoveryAuthentication(TargetAuthentication authentication) {
        server.discoveryAuthentication(authentication);
    }

    private ScsiTargetDevice device(String target) {
        ScsiTargetDevice device = devices.get(target);
        if (device == null) {
            throw new IllegalStateException("there is no target " + target);
        }
        return device;
    }

    @Override
    public Future<Void> removeLun(String target, int lun) {
        ScsiTargetDevice device = devices.get(target);
        LogicalUnit unit = device == null ? null : device.removeLun(lun);
        if (unit == null) {
            return Future.failedFuture(new IllegalStateException("there is no LUN " + lun + " of target " + target));
        }
        return HomeVertx.call(() -> Future.join(server.awaitIdle(target, lun, LUN_DRAIN_NS))
                .<Void>mapEmpty()
                .eventually(() -> unit.backstore().close()));
    }

    @Override
    public Future<Void> removeTarget(String name, int logoutSeconds) {
        ScsiTargetDevice device = devices.remove(name);
        return device == null
                ? Future.failedFuture(new IllegalStateException("there is no target " + name))
                : HomeVertx.call(() -> Future.join(server.removeTarget(name, logoutSeconds))
                        .<Void>mapEmpty()
                        .eventually(() -> closeBackstores(device)));
    }

    @Override
    public Set<String> targets() {
        return new TreeSet<>(devices.keySet());
    }

    @Override
    public Future<IserePortal> openPortal(IserePortal portal) {
        HostPort wanted = HostPort.parse(portal.address());
        return HomeVertx.call(() -> wanted.resolve(vertx).compose(address -> {
            TargetListenerVerticle listener = new TargetListenerVerticle(this, address, portal.groupTag());
            return vertx.deployVerticle(listener).map(id -> onPortalOpened(listener));
        }));
    }

    private synchronized IserePortal onPortalOpened(TargetListenerVerticle listener) {
        IserePortal portal = new IserePortal(HostPort.format(listener.localAddress()), listener.portalGroupTag());
        listeners.put(portal, listener);
        publishPortals();
        return portal;
    }

    @Override
    public Future<Void> closePortal(IserePortal portal, int logoutSeconds) {
        TargetListenerVerticle listener = forget(portal);
        return listener == null
                ? Future.failedFuture(new IllegalStateException("there is no portal " + portal.address()))
                : HomeVertx.call(
                        () -> listener.close(logoutSeconds).compose(closed -> vertx.undeploy(listener.deploymentID())));
    }

    private synchronized @Nullable TargetListenerVerticle forget(IserePortal portal) {
        TargetListenerVerticle listener = listeners.remove(portal);
        publishPortals();
        return listener;
    }

    /** What SendTargets tells. */
    private void publishPortals() {
        List<TargetAddress> addresses = new ArrayList<>();
        for (TargetListenerVerticle listener : listeners.values()) {
            InetSocketAddress address = listener.localAddress();
            addresses.add(new TargetAddress(
                    TargetAddress.hostOf(address.getAddress()), address.getPort(), listener.portalGroupTag()));
        }
        server.portals(addresses);
    }

    /** Where it listens; an address of the machine for each that stands for all of them. */
    synchronized List<InetSocketAddress> reachedAt() {
        return listeners.values().stream()
                .flatMap(listener -> LocalAddresses.of(listener.localAddress()).stream())
                .distinct()
                .toList();
    }

    @Override
    public synchronized Future<Void> registerWith(String iscsiNameServer) {
        List<IsnsTarget> targets = iscsiNameServer.isEmpty() ? List.of() : isnsTargets();
        if (iscsiNameServer.equals(isnsServer) && targets.equals(registered)) {
            return Future.succeededFuture();
        }
        Future<Void> ended = isns == null ? Future.succeededFuture() : isns.end();
        isnsServer = iscsiNameServer;
        registered = targets;
        isns = targets.isEmpty()
                ? null
                : new IsnsRegistration(
                        vertx,
                        isnsServer,
                        targets.get(0).name(),
                        transaction -> IsnsRequests.registerTargets(transaction, targets));
        IsnsRegistration next = isns;
        return HomeVertx.call(() -> next == null ? ended : ended.compose(nothing -> next.begin()));
    }

    private List<IsnsTarget> isnsTargets() {
        List<IsnsTarget> targets = new ArrayList<>();
        for (String name : devices.keySet()) {
            Target target = server.target(name);
            Map<InetSocketAddress, Integer> portals = new LinkedHashMap<>();
            listeners.forEach((portal, listener) -> {
                if (target != null && target.isReachedThrough(portal.groupTag())) {
                    LocalAddresses.of(listener.localAddress())
                            .forEach(address -> portals.put(address, portal.groupTag()));
                }
            });
            if (target != null && !portals.isEmpty()) {
                targets.add(new IsnsTarget(name, target.alias(), portals));
            }
        }
        return targets;
    }

    @Override
    public synchronized List<IserePortal> portals() {
        return List.copyOf(listeners.keySet());
    }

    @Override
    public List<LunInfo> luns() {
        List<LunInfo> infos = new ArrayList<>();
        devices.forEach((name, device) -> {
            for (int lun : device.luns()) {
                LogicalUnit unit = device.unit(lun);
                if (unit != null) {
                    infos.add(info(name, lun, unit));
                }
            }
        });
        return infos;
    }

    private static LunInfo info(String target, int lun, LogicalUnit unit) {
        Backstore store = unit.backstore();
        // One that says nothing of itself is known by its kind.
        String what = store.toString().matches("[\\w.$]+@[0-9a-f]+")
                ? store.getClass().getSimpleName()
                : store.toString();
        return new LunInfo(
                target,
                lun,
                what,
                unit.blockCount() * unit.blockBytes(),
                unit.blockBytes(),
                unit.readOnly() || store.readOnly());
    }

    @Override
    public Future<List<TargetSessionInfo>> sessions() {
        List<Future<@Nullable TargetSessionInfo>> asked = server.sessionInfos();
        return HomeVertx.call(() -> Future.join(asked)
                .map(all -> asked.stream()
                        .map(Future::result)
                        .filter(Objects::nonNull)
                        .sorted(Comparator.comparing(TargetSessionInfo::targetName)
                                .thenComparing(TargetSessionInfo::tsih))
                        .toList()));
    }

    @Override
    public int sessionCount() {
        return server.sessionCount();
    }

    @Override
    public int sessionCount(String target) {
        return server.sessionCount(target);
    }

    @Override
    public Future<Void> close() {
        return HomeVertx.call(() -> registerWith("")
                .transform(ended -> Future.join(
                        portals().stream().map(portal -> closePortal(portal, 0)).toList()))
                .<Void>mapEmpty()
                .eventually(this::closeBackstores));
    }

    /** A portal's verticle stops although nobody closed it, because Vert.x does; the last one closes the backstores. */
    synchronized Future<Void> onPortalStopped(TargetListenerVerticle listener) {
        boolean last = listeners.values().remove(listener) && listeners.isEmpty();
        return last ? closeBackstores() : Future.succeededFuture();
    }

    private Future<Void> closeBackstores() {
        return Future.join(devices.values().stream()
                        .map(TargetNode::closeBackstores)
                        .toList())
                .mapEmpty();
    }

    /** Closing one that is closed does nothing. */
    private static Future<Void> closeBackstores(ScsiTargetDevice device) {
        List<Future<Void>> closing = new ArrayList<>();
        for (int lun : device.luns()) {
            LogicalUnit unit = device.unit(lun);
            if (unit != null) {
                Backstore backstore = unit.backstore();
                closing.add(backstore.close());
            }
        }
        return Future.join(closing).mapEmpty();
    }
}
