package io.isere.rdma.disni;

import com.ibm.disni.verbs.impl.NativeDispatcher;
import io.isere.rdma.loop.LoopTimer;
import io.isere.rdma.loop.RdmaLoop;
import io.isere.rdma.verbs.ConnectFailure;
import io.isere.rdma.verbs.ConnectOptions;
import io.isere.rdma.verbs.ConnectionInfo;
import io.isere.rdma.verbs.Disconnect;
import io.isere.rdma.verbs.TerminateCode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The connection of one queue pair, from the first step of the connection manager to the last.
 *
 * <pre>
 *   connect:  RESOLVING --address--> ROUTING --route--> CONNECTING --established--> UP --> CLOSING --> OVER
 *   accept:                                  ACCEPTING ---^ established, or a message of the peer
 * </pre>
 *
 * <p>However it ends, {@link #finish} is the last step: completions at hand are taken, the device's queue pair is destroyed,
 * after which nothing touches posted memory, and what was still posted is flushed. The CM's id lives on until the peer has
 * answered the disconnect.
 *
 * <p>Thread: the queue pair's loop. Control path; allocates.
 */
final class DisniConnection implements CmOwner {
    /** How long a device may say "flushed" before the connection manager says why. */
    private static final long UNEXPLAINED_FLUSH_NS = 1_000_000_000L;

    private static final int MAX_RESOLVE_MS = 5000;
    private static final long MS_NS = 1_000_000L;

    private enum Step {
        RESOLVING,
        ROUTING,
        CONNECTING,
        ACCEPTING,
        UP,
        CLOSING,
        OVER
    }

    private final DisniQueuePair queuePair;
    private final DisniDevice device;
    private final NativeDispatcher library;
    private final ConnectOptions options;
    private final InetSocketAddress remote;
    private Step step;
    private @Nullable CmId id;
    private @Nullable HardwareQueuePair hardware;
    private @Nullable LoopTimer timer;
    private @Nullable LoopTimer flushTimer;
    private boolean disconnectSent;

    private DisniConnection(DisniQueuePair queuePair, InetSocketAddress remote, ConnectOptions options, Step first) {
        this.queuePair = queuePair;
        this.device = queuePair.device();
        this.library = device.library();
        this.options = options;
        this.remote = remote;
        this.step = first;
    }

    // ---- Connecting.

    /** Connects; the outcome comes through the queue pair's events. */
    static void connect(DisniQueuePair queuePair, InetSocketAddress remote, ConnectOptions options) {
        DisniConnection connection = new DisniConnection(queuePair, remote, options, Step.RESOLVING);
        queuePair.beginConnecting(connection);
        connection.guard(connection::resolve);
    }

    private void resolve() throws IOException {
        if (options.privateData().length > DisniDevice.MAX_PRIVATE_DATA_BYTES) {
            fail(
                    ConnectFailure.Reason.PROTOCOL_ERROR,
                    options.privateData().length + " bytes of private data are more than the "
                            + DisniDevice.MAX_PRIVATE_DATA_BYTES + " that fit a connect request");
            return;
        }
        ByteBuffer address = SocketAddresses.encode(remote);
        CmId made = device.channel().create(this);
        id = made;
        startTimer(options.timeoutNs(), this::timeOut);
        library._resolveAddr(made.pointer(), 0, NativeLayout.addressOf(address), resolveMs());
    }

    private int resolveMs() {
        return (int) Math.max(1, Math.min(MAX_RESOLVE_MS, options.timeoutNs() / MS_NS));
    }

    private void onAddressResolved(CmId resolved) throws IOException {
        hardware = queuePair.putOn(device.adapterOf(resolved), resolved);
        step = Step.ROUTING;
        library._resolveRoute(resolved.pointer(), resolveMs());
    }

    private void onRouteResolved(CmId resolved) throws IOException {
        step = Step.CONNECTING;
        byte[] data = options.privateData();
        ByteBuffer privateData = NativeLayout.allocate(Math.max(1, data.length));
        privateData.put(0, data);
        library._connect(
                resolved.pointer(),
                device.options().retries(),
                device.options().notReadyRetries(),
                NativeLayout.addressOf(privateData),
                (byte) data.length);
    }

    // ---- Accepting.

    /** Accepts a request that waits on an id; the outcome comes through the queue pair's events. */
    static void accept(DisniQueuePair queuePair, CmId requested, InetSocketAddress remote, ConnectOptions options) {
        DisniConnection connection = new DisniConnection(queuePair, remote, options, Step.ACCEPTING);
        queuePair.beginConnecting(connection);
        connection.id = requested;
        requested.owner(connection);
        connection.guard(() -> connection.accept(requested));
    }

    private void accept(CmId requested) throws IOException {
        startTimer(options.timeoutNs(), this::timeOut);
        hardware = queuePair.putOn(device.adapterOf(requested), requested);
        library._accept(
                requested.pointer(),
                device.options().retries(),
                device.options().notReadyRetries());
    }

    /** The request that was accepted had been given up by the peer. */
    static void acceptTooLate(DisniQueuePair queuePair, InetSocketAddress remote, ConnectOptions options) {
        DisniConnection connection = new DisniConnection(queuePair, remote, options, Step.ACCEPTING);
        queuePair.beginConnecting(connection);
        connection.fail(ConnectFailure.Reason.UNREACHABLE, remote + " gave up before its connect request was accepted");
    }

    /** A message of the peer may come before the CM's word that the connection is established: it is, then. */
    void heardFromPeer() {
        if (step == Step.ACCEPTING) {
            establish();
        }
    }

    private void establish() {
        CmId with = id;
        HardwareQueuePair on = hardware;
        if (with == null || on == null) {
            return;
        }
        step = Step.UP;
        stopTimer();
        int ird = Math.min(options.ird(), device.caps().maxIrd());
        int ord = Math.min(options.ord(), device.caps().maxOrd());
        queuePair.becomeEstablished(
                ird,
                ord,
                new ConnectionInfo(
                        SocketAddresses.local(library, with.pointer()),
                        SocketAddresses.remote(library, with.pointer()),
                        new byte[0],
                        ird,
                        ord,
                        "disni device " + on.adapter().name()));
    }

    // ---- What the connection manager tells.

    @Override
    public RdmaLoop loop() {
        return device.loop();
    }

    @Override
    public void onCmEvent(CmEvent event) {
        CmId of = id;
        if (step == Step.OVER || of == null) {
            return;
        }
        switch (event) {
            case ADDR_RESOLVED -> guard(() -> onAddressResolved(of));
            case ROUTE_RESOLVED -> guard(() -> onRouteResolved(of));
            case ESTABLISHED -> {
                if (step == Step.CONNECTING || step == Step.ACCEPTING) {
                    establish();
                }
            }
            case REJECTED -> fail(ConnectFailure.Reason.REJECTED, remote + ": " + event.words());
            case ADDR_ERROR, ROUTE_ERROR, CONNECT_ERROR, UNREACHABLE ->
                fail(ConnectFailure.Reason.UNREACHABLE, remote + ": " + event.words());
            case DISCONNECTED -> onDisconnected();
            case DEVICE_REMOVAL -> broke(event.words());
            default -> {
                // Of no interest to a reliable connection.
            }
        }
    }

    private void onDisconnected() {
        device.drain();
        end(Disconnect.Reason.PEER_CLOSED, "the peer disconnected");
    }

    @Override
    public void onChannelClosed() {
        end(Disconnect.Reason.BROKEN, "the loop on which the connection was accepted has ended");
    }

    // ---- What the device tells.

    /** A request completed: an orderly end may have waited for it. */
    void onProgress() {
        if (step == Step.CLOSING && !disconnectSent) {
            disconnectWhenSent();
        }
    }

    /** A request failed. Those after the first are flushed, and the first may be too: then the CM is to say why. */
    void onErrorCompletion(CompletionStatus status) {
        if (status != CompletionStatus.WR_FLUSH_ERR) {
            end(status.reason(), status.words());
        } else if ((step == Step.UP || step == Step.CLOSING) && flushTimer == null) {
            flushTimer = loop().schedule(
                            UNEXPLAINED_FLUSH_NS,
                            () -> end(Disconnect.Reason.BROKEN, "the device broke the connection and gives no reason"));
        }
    }

    /** The connection cannot go on. */
    void broke(String message) {
        end(Disconnect.Reason.BROKEN, message);
    }

    // ---- Ending.

    /** Orderly: once what is posted was sent, the peer is told, and its answer awaited. */
    void close() {
        if (step != Step.UP) {
            abort();
            return;
        }
        step = Step.CLOSING;
        startTimer(device.options().closeTimeoutNs(), () -> device.finishSoon(this));
        disconnectWhenSent();
    }

    private void disconnectWhenSent() {
        CmId of = id;
        if (queuePair.isSendQueueDone() && of != null) {
            disconnectSent = true;
            of.disconnect();
            startTimer(device.options().closeTimeoutNs(), () -> device.finishSoon(this));
        }
    }

    /** At once. */
    void abort() {
        if (step != Step.OVER) {
            device.drain();
            finish();
        }
    }

    private void end(Disconnect.Reason reason, String message) {
        if (step == Step.OVER) {
            return;
        }
        if (step == Step.UP || step == Step.CLOSING) {
            queuePair.fail(new Disconnect(reason, TerminateCode.NONE, message));
        } else {
            queuePair.failConnecting(
                    new ConnectFailure(ConnectFailure.Reason.UNREACHABLE, remote + ": " + message, new byte[0]));
        }
        device.finishSoon(this);
    }

    private void timeOut() {
        fail(ConnectFailure.Reason.TIMED_OUT, "timed out waiting for " + remote + " (" + step + ")");
    }

    private void fail(ConnectFailure.Reason reason, String message) {
        if (step != Step.OVER && step != Step.UP && step != Step.CLOSING) {
            queuePair.failConnecting(new ConnectFailure(reason, message, new byte[0]));
            device.finishSoon(this);
        }
    }

    /** The last step: the device lets go of the memory, and what was posted is flushed. Idempotent. */
    void finish() {
        if (step == Step.OVER) {
            return;
        }
        boolean wasUp = step == Step.UP || step == Step.CLOSING;
        step = Step.OVER;
        stopTimer();
        if (flushTimer != null) {
            flushTimer.cancel();
        }
        CmId of = id;
        if (of != null && wasUp && !disconnectSent) {
            of.disconnect();
        }
        if (hardware != null) {
            hardware.destroy();
        }
        if (of != null) {
            if (wasUp) {
                of.releaseLater();
            } else {
                of.release();
            }
        }
        queuePair.wireEnded();
    }

    // ---- Small things.

    private interface CmStep {
        void run() throws IOException;
    }

    private void guard(CmStep action) {
        try {
            action.run();
        } catch (IOException e) {
            fail(ConnectFailure.Reason.UNREACHABLE, remote + ": " + HostLimits.explain(e));
        }
    }

    private void startTimer(long delayNs, Runnable task) {
        stopTimer();
        if (delayNs > 0) {
            timer = loop().schedule(delayNs, task);
        }
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
