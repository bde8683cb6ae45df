package io.isere.rdma.iwarp;

import io.isere.rdma.iwarp.mpa.MpaAgreement;
import io.isere.rdma.memory.StagTable;
import io.isere.rdma.soft.SoftQueuePair;
import io.isere.rdma.soft.WorkEntry;
import io.isere.rdma.verbs.ConnectFailure;
import io.isere.rdma.verbs.ConnectionInfo;
import io.isere.rdma.verbs.Disconnect;
import io.isere.rdma.verbs.QueuePairOptions;
import io.isere.rdma.verbs.WorkStatus;
import org.jspecify.annotations.Nullable;

/**
 * An iWARP queue pair: the work queues of {@link SoftQueuePair} on an {@link IwarpStream}. Here is the door between the
 * two: what of the queues the stream and its parts use.
 *
 * <p>Thread: its loop. Lifetime: until destroyed. Allocates nothing on the data path.
 */
final class IwarpQueuePair extends SoftQueuePair {
    private final IwarpDevice device;
    private final QueuePairOptions options;
    private @Nullable Wire wire;
    private @Nullable IwarpStream stream;

    IwarpQueuePair(int number, IwarpDevice device, QueuePairOptions options) {
        super(number, device.loop(), device.domain(), options);
        this.device = device;
        this.options = options;
    }

    IwarpDevice device() {
        return device;
    }

    QueuePairOptions options() {
        return options;
    }

    // ---- Its life.

    /** INIT to CONNECTING, by this handshake. */
    void beginConnecting(Wire handshake) {
        connecting();
        wire = handshake;
    }

    /** CONNECTING to READY on a stream that has been started. */
    void becomeEstablished(IwarpStream established, MpaAgreement agreed, ConnectionInfo info) {
        wire = established;
        stream = established;
        negotiated(agreed.ird(), agreed.ord());
        established(info);
    }

    /** The handshake came to nothing. */
    void failConnecting(ConnectFailure failure) {
        connectFailed(failure);
        wireClosed();
    }

    /** The stream ended, or is about to; {@link #wireEnded} follows. */
    void fail(Disconnect cause) {
        failed(cause);
    }

    /** Nothing touches posted memory any more. */
    void wireEnded() {
        wireClosed();
    }

    @Override
    protected void closeWire() {
        if (wire == null) {
            wireClosed();
        } else {
            wire.close();
        }
    }

    @Override
    protected void abortWire() {
        if (wire == null) {
            wireClosed();
        } else {
            wire.abort();
        }
    }

    @Override
    protected void onDestroyed() {
        device.forget(this);
    }

    // ---- Its send queue.

    @Override
    protected void onSendPosted() {
        if (stream != null) {
            stream.wake();
        }
    }

    @Nullable
    WorkEntry nextRequest() {
        return nextSend();
    }

    boolean isEverythingIssued() {
        return isAllIssued();
    }

    void requestIssued(WorkEntry entry) {
        sendIssued(entry);
    }

    void requestDone(WorkEntry entry, WorkStatus status) {
        sendDone(entry, status);
    }

    // ---- Its receive queue.

    @Nullable
    WorkEntry takeReceive() {
        WorkEntry entry = nextReceive();
        if (entry != null) {
            receiveIssued(entry);
        }
        return entry;
    }

    void receiveFinished(WorkEntry entry, WorkStatus status, int bytes) {
        receiveDone(entry, status, bytes);
    }

    void receiveFinishedInvalidating(WorkEntry entry, int bytes, int stag) {
        receiveDoneInvalidated(entry, bytes, stag);
    }

    // ---- What its peer names.

    int check(int stag, long taggedOffset, long lengthBytes, int wantedAccess) {
        return checkAccess(stag, taggedOffset, lengthBytes, wantedAccess);
    }

    int invalidate(int stag) {
        return invalidateByPeer(stag);
    }

    StagTable stagTable() {
        return stags();
    }
}
