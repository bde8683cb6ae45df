package io.isere.rdma.inprocess;

import io.isere.rdma.soft.WorkEntry;
import io.isere.rdma.verbs.ConnectFailure;
import io.isere.rdma.verbs.ConnectionInfo;
import io.isere.rdma.verbs.Disconnect;
import io.isere.rdma.verbs.Disconnect.Reason;
import io.isere.rdma.verbs.QueuePairOptions;
import io.isere.rdma.verbs.QueuePairState;
import io.isere.rdma.verbs.TerminateCode;
import io.isere.rdma.verbs.WorkStatus;
import org.jspecify.annotations.Nullable;

/**
 * A queue pair whose wire is a pair of rings to the peer's queue pair.
 *
 * <p>The end: each side says once that it issues nothing more, and acknowledges once that the other has said so. The
 * acknowledgement is the last thing that concerns the other's memory, so it is what {@link #wireClosed} waits for.
 *
 * <p>Thread: its loop. Allocates nothing on the data path.
 */
final class InProcessQueuePair extends OperationSink {
    private final InProcessDevice device;
    private final @Nullable WireMessage[] operations;
    private @Nullable InProcessRequest attempt;
    private @Nullable Wire in;
    private @Nullable Wire out;
    private boolean closing;
    private boolean endSent;
    private boolean deaf;
    private int delaySteps = -1;

    InProcessQueuePair(int number, InProcessDevice device, QueuePairOptions options) {
        super(number, device, options);
        this.device = device;
        operations = new WireMessage[sendEntryCount()];
    }

    /** Made when first needed, as the entries of the send queue are. */
    private WireMessage operation(int index) {
        WireMessage operation = operations[index];
        if (operation == null) {
            operation = new WireMessage(WireMessage.Kind.OPERATION, this, TerminateCode.NONE);
            operations[index] = operation;
        }
        return operation;
    }

    int sendQueueEntries() {
        return sendEntryCount();
    }

    InProcessDevice device() {
        return device;
    }

    // ---- Connecting.

    void startConnecting(@Nullable InProcessRequest initiated) {
        connecting();
        attempt = initiated;
    }

    boolean isConnecting() {
        return state() == QueuePairState.CONNECTING;
    }

    void connectEnded(ConnectFailure failure) {
        attempt = null;
        connectFailed(failure);
        wireClosed();
    }

    void connected(Wire incoming, Wire outgoing, ConnectionInfo info) {
        attempt = null;
        if (!isConnecting()) {
            // Given up after the peer had accepted: it learns that now.
            outgoing.send(new WireMessage(WireMessage.Kind.GONE, this, TerminateCode.NONE));
            outgoing.flush();
            return;
        }
        in = incoming;
        out = outgoing;
        negotiated(info.ird(), info.ord());
        device.link(this);
        established(info);
    }

    // ---- Issuing.

    @Override
    protected void onSendPosted() {
        issue();
    }

    private void issue() {
        Wire wire = out;
        if (wire == null || endSent) {
            return;
        }
        WorkEntry entry = nextSend();
        while (entry != null) {
            sendIssued(entry);
            wire.send(operation(entry.index()).entry(entry));
            entry = nextSend();
        }
        if (closing && isAllIssued()) {
            sendEnd(WireMessage.Kind.CLOSE, TerminateCode.NONE);
        }
        wire.flush();
    }

    // ---- Receiving, called by the device.

    /** Takes at most {@code budget} messages; returns how many there were. */
    int poll(int budget) {
        int done = 0;
        Wire wire = in;
        while (wire != null && done < budget && wire.peek() != null && !isDelayed()) {
            onMessage(wire.take());
            done++;
            wire = in;
        }
        return done;
    }

    boolean hasMessages() {
        return in != null && !in.isEmpty();
    }

    private boolean isDelayed() {
        if (delaySteps < 0) {
            delaySteps = device.faults().nextDelaySteps();
        }
        return delaySteps-- > 0;
    }

    private void onMessage(@Nullable WireMessage message) {
        if (message == null) {
            return;
        }
        switch (message.kind()) {
            case OPERATION -> onOperation(message);
            case CLOSE -> onPeerEnd(Reason.PEER_CLOSED, message, "the peer closed the connection");
            case ABORT -> onPeerEnd(Reason.BROKEN, message, "the peer broke the connection");
            case TERMINATE -> onPeerEnd(Reason.PEER_TERMINATED, message, "the peer sent a Terminate");
            case END_ACKNOWLEDGED -> unlink();
            case GONE -> {
                failed(new Disconnect(Reason.BROKEN, TerminateCode.NONE, "the peer is gone"));
                unlink();
            }
        }
    }

    private void onOperation(WireMessage message) {
        if (message.owner() == this) {
            sendDone(message.entry(), WorkStatus.SUCCESS);
            issue();
        } else if (!deaf) {
            perform(message);
        }
    }

    private void perform(WireMessage message) {
        if (device.faults().dropsOnOperation()) {
            fail(WireMessage.Kind.ABORT, Reason.BROKEN, TerminateCode.NONE, "dropped by an injected fault");
            return;
        }
        TerminateCode error = perform(message.entry());
        if (error != null) {
            fail(
                    WireMessage.Kind.TERMINATE,
                    Reason.PROTOCOL_ERROR,
                    error,
                    "refused an operation of the peer: " + error);
            return;
        }
        send(message);
    }

    // ---- The end.

    private void fail(WireMessage.Kind kind, Reason reason, TerminateCode code, String message) {
        failed(new Disconnect(reason, code, message));
        deaf = true;
        sendEnd(kind, code);
    }

    private void onPeerEnd(Reason reason, WireMessage message, String text) {
        failed(new Disconnect(reason, message.terminate(), text));
        sendEnd(WireMessage.Kind.CLOSE, TerminateCode.NONE);
        send(new WireMessage(WireMessage.Kind.END_ACKNOWLEDGED, this, TerminateCode.NONE));
    }

    private void sendEnd(WireMessage.Kind kind, TerminateCode code) {
        if (!endSent) {
            endSent = true;
            send(new WireMessage(kind, this, code));
        }
    }

    private void send(WireMessage message) {
        Wire wire = out;
        if (wire != null) {
            wire.send(message);
            wire.flush();
        }
    }

    @Override
    protected void closeWire() {
        closing = true;
        if (out == null) {
            giveUpConnecting();
        } else {
            issue();
        }
    }

    @Override
    protected void abortWire() {
        deaf = true;
        if (out == null) {
            giveUpConnecting();
        } else {
            sendEnd(WireMessage.Kind.ABORT, TerminateCode.NONE);
        }
    }

    private void giveUpConnecting() {
        if (attempt != null) {
            attempt.cancel();
            attempt = null;
        }
        wireClosed();
    }

    private void unlink() {
        if (out != null) {
            out = null;
            in = null;
            device.unlink(this);
            wireClosed();
        }
    }

    @Override
    protected void onDestroyed() {
        send(new WireMessage(WireMessage.Kind.GONE, this, TerminateCode.NONE));
        unlink();
        device.forgetQueuePair(this);
    }
}
