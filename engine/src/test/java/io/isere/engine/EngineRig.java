package io.isere.engine;

import io.isere.datamover.ConnectionResources;
import io.isere.datamover.DatamoverListener;
import io.isere.datamover.LoopBuffers;
import io.isere.datamover.LoopContext;
import io.isere.datamover.LoopMemory;
import io.isere.datamover.PendingConnection;
import io.isere.datamover.TransportConnector;
import io.isere.datamover.TransportHandler;
import io.isere.datamover.TransportKind;
import io.isere.iscsi.initiator.InitiatorConnection;
import io.isere.iscsi.initiator.InitiatorSession;
import io.isere.iscsi.initiator.InitiatorSettings;
import io.isere.iscsi.initiator.PortalResolver;
import io.isere.iscsi.initiator.RecoveringSession;
import io.isere.iscsi.initiator.ReopenPolicy;
import io.isere.iscsi.target.Target;
import io.isere.iscsi.target.TargetConnection;
import io.isere.iscsi.target.TargetServer;
import io.isere.iscsi.target.TargetSettings;
import io.isere.iscsi.text.TargetAddress;
import io.isere.iser.IserConnector;
import io.isere.iser.IserOptions;
import io.isere.rdma.inprocess.InProcessFaults;
import io.isere.rdma.inprocess.InProcessProvider;
import io.isere.rdma.inprocess.SteppedLoop;
import io.isere.rdma.iwarp.IwarpProvider;
import io.isere.rdma.loop.RdmaLoop;
import io.isere.rdma.net.ListenSocket;
import io.isere.rdma.net.NioStreamSockets;
import io.isere.rdma.net.StreamPoller;
import io.isere.rdma.net.StreamSockets;
import io.isere.rdma.verbs.BufferPools;
import io.isere.rdma.verbs.ConnectionManager;
import io.isere.rdma.verbs.LoopResourceOptions;
import io.isere.rdma.verbs.RdmaDevice;
import io.isere.rdma.verbs.RdmaProvider;
import io.isere.rdma.verbs.SizeClass;
import io.isere.rdma.verbs.SteppedTestBed;
import io.isere.scsi.backstore.Backstore;
import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.device.LogicalUnitIdentity;
import io.isere.scsi.initiator.BlockDevice;
import io.isere.scsi.initiator.RetryPolicy;
import io.isere.scsi.lun.ScsiTargetDevice;
import io.isere.scsi.task.ScsiPort;
import io.isere.tcp.TcpConnector;
import io.isere.tcp.TcpOptions;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * A target on one stepped loop and initiators on another, in the test's thread: the whole engine with no thread of its
 * own.
 */
final class EngineRig {
    private static final List<EngineRig> OPEN = new ArrayList<>();

    static final String TARGET_NAME = "iqn.2026-11.io.isere:rig";
    static final String INITIATOR_NAME = "iqn.2026-11.io.isere:host";

    private static final LoopResourceOptions RESOURCES = new LoopResourceOptions(
            1 << 16, LoopResourceOptions.DEFAULT.bufferClasses(), LoopResourceOptions.DEFAULT.bufferAccess());
    private static final int SMALL_COMPLETIONS = 4096;
    private static final IserOptions[] ISER_DEFAULTS = {IserOptions.defaults(), IserOptions.defaults()};
    private static final TcpOptions[] TCP_DEFAULTS = {TcpOptions.plain(), TcpOptions.defaults()};

    private final SteppedTestBed bed;
    private final StreamSockets[] sockets = new StreamSockets[2];
    private final LoopContext[] contexts = new LoopContext[2];
    private final TransportConnector[] connectors = new TransportConnector[2];
    private boolean silentAboutTaggedBuffers;
    private final List<TargetConnection> targetConnections = new ArrayList<>();
    private final ScsiTargetDevice device;
    private final TargetServer server;
    private Runnable stopListening;
    private InetSocketAddress address = new InetSocketAddress(0);
    private int closedConnections;
    private int silentAtFirst;
    private final List<SilentTarget> silentConnections = new ArrayList<>();

    EngineRig(Wire wire, TargetSettings settings, IserOptions targetOptions, IserOptions initiatorOptions) {
        this(
                wire,
                settings,
                new IserOptions[] {targetOptions, initiatorOptions},
                TCP_DEFAULTS,
                sockets -> sockets,
                new ScsiTargetDevice(TARGET_NAME));
    }

    /**
     * In-process, for a device of the caller's, whose backstore may have threads of its own: time is real, since a clock that
     * moves with every step would have commands time out while such a thread waits for a processor.
     */
    EngineRig(ScsiTargetDevice device) {
        this(
                Wire.INPROCESS,
                Wire.INPROCESS.provider(),
                true,
                RESOURCES,
                TargetSettings.defaults(),
                ISER_DEFAULTS,
                TCP_DEFAULTS,
                sockets -> sockets,
                device);
    }

    /** Over plain TCP. */
    EngineRig(
            TargetSettings settings,
            TcpOptions targetOptions,
            TcpOptions initiatorOptions,
            UnaryOperator<StreamSockets> sockets) {
        this(
                Wire.TCP,
                settings,
                ISER_DEFAULTS,
                new TcpOptions[] {targetOptions, initiatorOptions},
                sockets,
                new ScsiTargetDevice(TARGET_NAME));
    }

    private EngineRig(
            Wire wire,
            TargetSettings settings,
            IserOptions[] iser,
            TcpOptions[] tcp,
            UnaryOperator<StreamSockets> wrapper,
            ScsiTargetDevice device) {
        this(wire, wire.provider(), wire != Wire.INPROCESS, RESOURCES, settings, iser, tcp, wrapper, device);
    }

    /** With little memory, and with faults where the wire is in-process: for simulation, a rig a seed. */
    static EngineRig small(
            Wire wire,
            InProcessFaults faults,
            TargetSettings settings,
            TcpOptions tcp,
            UnaryOperator<StreamSockets> wrapper) {
        RdmaProvider provider = wire == Wire.INPROCESS ? new InProcessProvider(faults) : wire.provider();
        LoopResourceOptions resources = new LoopResourceOptions(
                SMALL_COMPLETIONS, List.of(new SizeClass(16 << 10, 4, 4, 64)), RESOURCES.bufferAccess());
        return new EngineRig(
                wire,
                provider,
                wire != Wire.INPROCESS,
                resources,
                settings,
                ISER_DEFAULTS,
                new TcpOptions[] {tcp, tcp},
                wrapper,
                new ScsiTargetDevice(TARGET_NAME));
    }

    private EngineRig(
            Wire wire,
            RdmaProvider provider,
            boolean realTime,
            LoopResourceOptions resources,
            TargetSettings settings,
            IserOptions[] iser,
            TcpOptions[] tcp,
            UnaryOperator<StreamSockets> wrapper,
            ScsiTargetDevice device) {
        this.device = device;
        bed = new SteppedTestBed(provider, 2, realTime);
        for (int side = 0; side < 2; side++) {
            RdmaDevice rdma = bed.device(side);
            LoopMemory memory = new LoopMemory(rdma);
            BufferPools pools =
                    new BufferPools(rdma.protectionDomain(), resources.bufferClasses(), resources.bufferAccess());
            contexts[side] = new LoopContext(bed.loop(side), memory, new LoopBuffers(memory, pools));
            sockets[side] = wrapper.apply(new NioStreamSockets(bed.loop(side)));
            connectors[side] = wire == Wire.TCP
                    ? new TcpConnector(bed.loop(side), sockets[side], poller(bed.loop(side)), memory, tcp[side])
                    : new IserConnector(
                            rdma, rdma.createCompletionQueue(resources.completionQueueEntries()), memory, iser[side]);
        }
        server = new TargetServer(settings);
        server.addTarget(new Target(TARGET_NAME, "rig", 1, device));
        stopListening = listen();
        OPEN.add(this);
    }

    private static StreamPoller poller(RdmaLoop loop) {
        StreamPoller poller = new StreamPoller();
        loop.register(poller);
        return poller;
    }

    /** Closes every rig there is. */
    static void closeAll() {
        for (EngineRig rig : OPEN) {
            rig.stopListening.run();
            rig.bed.device(0).close();
            rig.bed.device(1).close();
        }
        OPEN.clear();
    }

    static EngineRig over(Wire wire) {
        return new EngineRig(wire, TargetSettings.defaults(), IserOptions.defaults(), IserOptions.defaults());
    }

    private Runnable listen() {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort());
        try {
            if (connectors[0] instanceof TcpConnector tcp) {
                ListenSocket listener =
                        sockets[0].listen(anyPort, 16, socket -> accept(tcp.pending(socket, ByteBuffer.allocate(0))));
                address = listener.localAddress();
                return listener::close;
            }
            IserConnector iser = (IserConnector) connectors[0];
            ConnectionManager.Listener listener = bed.device(0)
                    .connectionManager()
                    .listen(anyPort, 16, request -> accept(iser.pending(request)), null);
            address = listener.localAddress();
            return listener::close;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(PendingConnection pending) {
        if (silentConnections.size() < silentAtFirst) {
            SilentTarget silent = new SilentTarget();
            silentConnections.add(silent);
            pending.accept(new ConnectionResources(8, 8, 8), silent, silent);
            return;
        }
        targetConnections.add(server.accept(contexts[0], pending, 1, () -> closedConnections++));
    }

    void listenAgain() {
        stopListening = listen();
    }

    void stopListening() {
        stopListening.run();
        bed.settle();
    }

    void addLun(int lun, Backstore backstore) {
        device.addLun(
                lun,
                LogicalUnit.builder(LogicalUnitIdentity.derive(TARGET_NAME, lun), backstore)
                        .build());
    }

    InitiatorSession login(InitiatorSettings settings) {
        return await(loginLater(settings, TARGET_NAME));
    }

    InitiatorSession login() {
        return login(InitiatorSettings.of(INITIATOR_NAME, 0x800000000001L));
    }

    Future<InitiatorSession> loginLater(InitiatorSettings settings, String targetName) {
        TransportConnector connector = silentAboutTaggedBuffers ? new Silent(connectors[1]) : connectors[1];
        return InitiatorConnection.login(contexts[1], settings, connector, address, targetName);
    }

    /** Logs in with a session that is opened again when it is lost. */
    Future<RecoveringSession> openRecovering(InitiatorSettings settings, ReopenPolicy policy, long seed) {
        return RecoveringSession.open(
                contexts[1],
                settings,
                connectors[1],
                PortalResolver.NUMERIC,
                new TargetAddress(address.getAddress().getHostAddress(), address.getPort(), TargetAddress.NO_TAG),
                TARGET_NAME,
                policy,
                new Random(seed));
    }

    BlockDevice open(ScsiPort session, int lun) {
        return await(BlockDevice.open(session, lun, registered(4096)));
    }

    /** A disk that tells its user of every timeout and abort. */
    BlockDevice openPlain(ScsiPort session, int lun) {
        RetryPolicy usual = RetryPolicy.defaults();
        RetryPolicy plain =
                new RetryPolicy(usual.unitAttentionRetries(), usual.busyRetries(), 0, 0, usual.busyDelayNs());
        return await(BlockDevice.open(session, lun, registered(4096), plain));
    }

    /** Memory that the initiator's wire reaches without a copy. */
    ByteBuffer registered(int bytes) {
        return LoopBuffers.allocateRegistered(contexts[1].memory(), bytes);
    }

    <T> T await(Future<T> future) {
        bed.untilQuietly("a future", future::isComplete);
        if (future.failed()) {
            throw new AssertionError("failed: " + future.cause().getMessage(), future.cause());
        }
        return future.result();
    }

    void until(String what, java.util.function.BooleanSupplier condition) {
        bed.untilQuietly(what, condition);
    }

    void settle() {
        bed.settle();
    }

    SteppedLoop loop(int side) {
        return bed.loop(side);
    }

    RdmaDevice rdma(int side) {
        return bed.device(side);
    }

    LoopContext context(int side) {
        return contexts[side];
    }

    TransportConnector connector(int side) {
        return connectors[side];
    }

    /** A connector of the initiators' side that goes by other options. */
    TransportConnector connector(TcpOptions options) {
        return new TcpConnector(bed.loop(1), sockets[1], poller(bed.loop(1)), contexts[1].memory(), options);
    }

    InetSocketAddress address() {
        return address;
    }

    TargetServer server() {
        return server;
    }

    ScsiTargetDevice device() {
        return device;
    }

    List<TargetConnection> targetConnections() {
        return targetConnections;
    }

    int closedConnections() {
        return closedConnections;
    }

    List<Throwable> uncaught() {
        List<Throwable> all = new ArrayList<>(bed.loop(0).uncaught());
        all.addAll(bed.loop(1).uncaught());
        return all;
    }

    /** Makes a target that accepts this many connections and then says nothing on them. */
    void silentAtFirst(int connections) {
        silentAtFirst = connections;
    }

    List<SilentTarget> silentConnections() {
        return silentConnections;
    }

    /** Makes initiators that send no TaggedBufferForSolicitedDataOnly, whatever they do. */
    void silentAboutTaggedBuffers() {
        silentAboutTaggedBuffers = true;
    }

    /** A connector that does not say what its write STags cover. */
    private record Silent(TransportConnector connector) implements TransportConnector {
        @Override
        public TransportKind kind() {
            return connector.kind();
        }

        @Override
        public boolean advertisesSolicitedDataOnly() {
            return false;
        }

        @Override
        public void connect(
                InetSocketAddress remote,
                ConnectionResources resources,
                DatamoverListener listener,
                TransportHandler handler) {
            connector.connect(remote, resources, listener, handler);
        }
    }

    /** What carries the rig. */
    enum Wire {
        INPROCESS,
        IWARP,
        TCP;

        RdmaProvider provider() {
            return this == INPROCESS ? new InProcessProvider() : new IwarpProvider();
        }
    }
}
