package io.isere.rdma.inprocess;

import io.isere.rdma.loop.LoopTimer;
import io.isere.rdma.loop.RdmaLoop;
import io.isere.rdma.verbs.ConnectFailure;
import io.isere.rdma.verbs.ConnectOptions;
import io.isere.rdma.verbs.ConnectionInfo;
import io.isere.rdma.verbs.ConnectionRequest;
import io.isere.rdma.verbs.QueuePair;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to connect: the initiator's side of it, and the request that the listener's handler sees. Whoever decides
 * first, by changing the outcome from PENDING, decides: the handler, the timer, or an initiator that gives up.
 *
 * <p>Thread: private methods that say so run on the loop they name; {@link #reject} any. Control path; allocates.
 */
final class InProcessRequest implements ConnectionRequest {
    private enum Outcome {
        PENDING,
        ACCEPTED,
        REJECTED,
        TIMED_OUT,
        CANCELLED
    }

    private static final String DESCRIPTION = "inprocess";
    private static final byte[] NO_DATA = new byte[0];

    private final AtomicReference<Outcome> outcome = new AtomicReference<>(Outcome.PENDING);
    private final InProcessQueuePair initiator;
    private final RdmaLoop initiatorLoop;
    private final InetSocketAddress initiatorAddress = InProcessNetwork.newLocalAddress();
    private final InetSocketAddress responderAddress;
    private final ConnectOptions offer;
    private @Nullable LoopTimer timer;

    InProcessRequest(InProcessQueuePair initiator, InetSocketAddress remote, ConnectOptions offer) {
        this.initiator = initiator;
        this.initiatorLoop = initiator.device().loop();
        this.responderAddress = remote;
        this.offer = Negotiation.checked(offer, initiator.device().caps());
    }

    // ---- Initiator's loop.

    void start() {
        initiator.startConnecting(this);
        InProcessListener listener = InProcessNetwork.find(responderAddress);
        if (listener == null || initiator.device().faults().refusesConnect()) {
            refuse();
            return;
        }
        timer = initiatorLoop.schedule(offer.timeoutNs(), this::onTimeout);
        listener.offer(this);
    }

    /** The initiator gives up. */
    void cancel() {
        outcome.compareAndSet(Outcome.PENDING, Outcome.CANCELLED);
        cancelTimer();
    }

    private void onTimeout() {
        if (outcome.compareAndSet(Outcome.PENDING, Outcome.TIMED_OUT)) {
            fail(ConnectFailure.Reason.TIMED_OUT, "no answer in time", NO_DATA);
        }
    }

    private void fail(ConnectFailure.Reason reason, String what, byte[] privateData) {
        cancelTimer();
        initiator.connectEnded(
                new ConnectFailure(reason, "cannot connect to " + responderAddress + ": " + what, privateData));
    }

    private void onAccepted(Wire in, Wire out, ConnectionInfo info) {
        cancelTimer();
        initiator.connected(in, out, info);
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    // ---- Any loop.

    boolean isPending() {
        return outcome.get() == Outcome.PENDING;
    }

    /** Nobody listens there. */
    void refuse() {
        if (outcome.compareAndSet(Outcome.PENDING, Outcome.REJECTED)) {
            initiatorLoop.execute(() -> fail(ConnectFailure.Reason.UNREACHABLE, "nobody listens there", NO_DATA));
        }
    }

    @Override
    public void reject(byte[] privateData) {
        if (outcome.compareAndSet(Outcome.PENDING, Outcome.REJECTED)) {
            byte[] copy = privateData.clone();
            initiatorLoop.execute(() -> fail(ConnectFailure.Reason.REJECTED, "rejected by the peer", copy));
        }
    }

    // ---- The loop of the queue pair that accepts.

    @Override
    public void accept(QueuePair queuePair, ConnectOptions options) {
        if (!(queuePair instanceof InProcessQueuePair responder)) {
            throw new IllegalArgumentException("the queue pair is not one of the " + DESCRIPTION + " provider");
        }
        ConnectOptions answer =
                Negotiation.answer(options, offer, responder.device().caps());
        responder.startConnecting(null);
        boolean accepted = outcome.compareAndSet(Outcome.PENDING, Outcome.ACCEPTED);
        responder.device().loop().execute(() -> finishAccept(responder, answer, accepted));
    }

    private void finishAccept(InProcessQueuePair responder, ConnectOptions answer, boolean accepted) {
        if (!accepted) {
            responder.connectEnded(new ConnectFailure(
                    ConnectFailure.Reason.TIMED_OUT, initiatorAddress + " does not wait any more", NO_DATA));
            return;
        }
        if (!responder.isConnecting()) {
            initiatorLoop.execute(
                    () -> fail(ConnectFailure.Reason.UNREACHABLE, "the peer closed while it accepted", NO_DATA));
            return;
        }
        int operations = initiator.sendQueueEntries() + responder.sendQueueEntries();
        Wire toInitiator = new Wire(responder.device(), initiator.device(), operations);
        Wire toResponder = new Wire(initiator.device(), responder.device(), operations);
        ConnectionInfo ofInitiator = new ConnectionInfo(
                initiatorAddress,
                responderAddress,
                answer.privateData(),
                offer.ird(),
                Math.min(offer.ord(), answer.ird()),
                DESCRIPTION);
        responder.connected(
                toResponder,
                toInitiator,
                new ConnectionInfo(
                        responderAddress,
                        initiatorAddress,
                        offer.privateData(),
                        answer.ird(),
                        answer.ord(),
                        DESCRIPTION));
        initiatorLoop.execute(() -> onAccepted(toInitiator, toResponder, ofInitiator));
    }

    // ---- What the handler asks.

    @Override
    public InetSocketAddress remoteAddress() {
        return initiatorAddress;
    }

    @Override
    public InetSocketAddress localAddress() {
        return responderAddress;
    }

    @Override
    public byte[] privateData() {
        return offer.privateData().clone();
    }

    @Override
    public int peerIrd() {
        return offer.ird();
    }

    @Override
    public int peerOrd() {
        return offer.ord();
    }
}
