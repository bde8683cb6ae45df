package io.isere.vertx.impl;

import io.isere.iscsi.target.Target;
import io.isere.iscsi.target.TargetServer;
import io.isere.iscsi.text.TargetAddress;
import io.isere.iser.IserOptions;
import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.device.LogicalUnitIdentity;
import io.isere.scsi.lun.ScsiTargetDevice;
import io.isere.tcp.TcpOptions;
import io.isere.vertx.IsereTarget;
import io.isere.vertx.IsereTargetOptions;
import io.isere.vertx.IsereTargetOptions.LunEntry;
import io.isere.vertx.IsereTransport;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A target: what its verticles share, and their deployment. Any thread; control path only.
 */
public final class TargetNode implements IsereTarget {
    private static final int PORTAL_GROUP_TAG = 1;

    private final Vertx vertx;
    private final String name;
    private final List<HostPort> wantedPortals;
    private final List<LunEntry> luns;
    private final IsereTransport transport;
    private final IserOptions iserOptions;
    private final TcpOptions tcpOptions;
    private final ProviderChoice provider;
    private final TargetServer server;
    private final List<TargetListenerVerticle> listeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile List<String> portals = List.of();

    private TargetNode(Vertx vertx, IsereTargetOptions options) {
        this.vertx = vertx;
        name = options.name();
        wantedPortals = options.portals().stream().map(HostPort::parse).toList();
        luns = options.luns();
        transport = options.transport();
        iserOptions = options.iserOptions();
        tcpOptions = options.tcpOptions();
        provider = ProviderChoice.of(options.provider(), options.iwarpOptions());
        server = new TargetServer(options.settings());
        server.addTarget(new Target(name, options.alias(), PORTAL_GROUP_TAG, device(options)));
    }

    /** Makes it; see {@link IsereTarget#create}. */
    public static TargetNode create(Vertx vertx, IsereTargetOptions options) {
        IsereLoop.requireRdmaLoops(vertx);
        IscsiNames.require(options.name(), "target");
        require(!options.portals().isEmpty(), "the target listens nowhere: addPortal(\"host:port\")");
        require(!options.luns().isEmpty(), "the target has nothing to serve: addLun(0, backstore)");
        return new TargetNode(vertx, options);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    private static ScsiTargetDevice device(IsereTargetOptions options) {
        ScsiTargetDevice device = new ScsiTargetDevice(options.name());
        for (LunEntry entry : options.luns()) {
            LogicalUnitIdentity identity = LogicalUnitIdentity.derive(options.name(), entry.lun());
            device.addLun(
                    entry.lun(),
                    LogicalUnit.builder(identity, entry.backstore())
                            .blockBytes(entry.options().blockBytes())
                            .sanitizeBytesPerSecond(entry.options().sanitizeBytesPerSecond())
                            .build());
        }
        return device;
    }

    @Override
    public String name() {
        return name;
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
    public Future<IsereTarget> start() {
        if (!started.compareAndSet(false, true)) {
            return Future.failedFuture(new IllegalStateException("target " + name + " was started before"));
        }
        return Future.all(wantedPortals.stream().map(this::listen).toList())
                .<IsereTarget>map(all -> {
                    publishPortals();
                    return this;
                })
                .recover(failure -> undeployListeners()
                        .eventually(this::closeBackstores)
                        .transform(undeployed -> Future.failedFuture(failure)));
    }

    private Future<Void> listen(HostPort portal) {
        return portal.resolve(vertx).compose(address -> {
            TargetListenerVerticle listener = new TargetListenerVerticle(this, address);
            return vertx.deployVerticle(listener)
                    .onSuccess(id -> listeners.add(listener))
                    .mapEmpty();
        });
    }

    private void publishPortals() {
        List<InetSocketAddress> addresses =
                listeners.stream().map(TargetListenerVerticle::localAddress).toList();
        server.portals(addresses.stream()
                .map(address ->
                        new TargetAddress(address.getAddress().getHostAddress(), address.getPort(), PORTAL_GROUP_TAG))
                .toList());
        portals = addresses.stream().map(HostPort::format).toList();
    }

    @Override
    public List<String> portals() {
        return portals;
    }

    @Override
    public int sessionCount() {
        return server.sessionCount();
    }

    @Override
    public Future<Void> close() {
        started.set(true);
        return undeployListeners().eventually(this::closeBackstores);
    }

    private Future<Void> undeployListeners() {
        return Future.join(listeners.stream()
                        .map(listener -> listener.close().compose(closed -> vertx.undeploy(listener.deploymentID())))
                        .toList())
                .mapEmpty();
    }

    /** A portal's verticle stops, perhaps because Vert.x does; the last one closes the backstores. */
    Future<Void> onPortalClosed(TargetListenerVerticle listener) {
        boolean last = listeners.remove(listener) && listeners.isEmpty();
        return last ? closeBackstores() : Future.succeededFuture();
    }

    /** Closing one that is closed does nothing. */
    private Future<Void> closeBackstores() {
        return Future.join(luns.stream().map(entry -> entry.backstore().close()).toList())
                .mapEmpty();
    }
}
