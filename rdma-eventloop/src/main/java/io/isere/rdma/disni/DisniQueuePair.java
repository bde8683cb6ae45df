package io.isere.rdma.disni;

import io.isere.rdma.soft.SoftQueuePair;
import io.isere.rdma.soft.WorkEntry;
import io.isere.rdma.verbs.ConnectFailure;
import io.isere.rdma.verbs.ConnectionInfo;
import io.isere.rdma.verbs.Disconnect;
import io.isere.rdma.verbs.QueuePairOptions;
import io.isere.rdma.verbs.WorkStatus;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A queue pair of the disni provider: the work queues of {@link SoftQueuePair}, which keep order, credits, fences and the
 * cap on RDMA Reads, over a {@link HardwareQueuePair} once the connection manager has found the device.
 *
 * <p>Thread: its loop. Lifetime: until destroyed. Allocates nothing on the data path.
 */
final class DisniQueuePair extends SoftQueuePair {
    private final DisniDevice device;
    private final QueuePairOptions options;
    private @Nullable DisniConnection connection;
    private @Nullable HardwareQueuePair hardware;

    DisniQueuePair(int number, DisniDevice device, QueuePairOptions options) {
        super(number, device.loop(), device.domain(), options);
        this.device = device;
        this.options = options;
    }

    DisniDevice device() {
        return device;
    }

    QueuePairOptions options() {
        return options;
    }

    int sendPlaces() {
        return sendEntryCount();
    }

    int receivePlaces() {
        return receiveEntryCount();
    }

    /** Where its windows are registered; null when it exposes no memory, or is not on a device. */
    @Nullable
    HardwareDomain exposedDomain() {
        HardwareQueuePair on = hardware;
        return on == null || !options.exposesMemory() ? null : on.domain();
    }

    // ---- Its life.

    void beginConnecting(DisniConnection by) {
        connecting();
        connection = by;
    }

    /** Puts it onto a device; what was posted to receive goes there. */
    HardwareQueuePair putOn(Adapter adapter, CmId id) throws IOException {
        HardwareQueuePair made = new HardwareQueuePair(this, adapter, id);
        hardware = made;
        issueReceives(made);
        return made;
    }

    void becomeEstablished(int inboundReads, int outboundReads, ConnectionInfo info) {
        negotiated(inboundReads, outboundReads);
        established(info);
    }

    void failConnecting(ConnectFailure failure) {
        connectFailed(failure);
    }

    void fail(Disconnect cause) {
        failed(cause);
    }

    /** The device touches posted memory no more. */
    void wireEnded() {
        hardware = null;
        wireClosed();
    }

    @Override
    protected void closeWire() {
        if (connection == null) {
            wireClosed();
        } else {
            connection.close();
        }
    }

    @Override
    protected void abortWire() {
        if (connection == null) {
            wireClosed();
        } else {
            connection.abort();
        }
    }

    @Override
    protected void onDestroyed() {
        device.forget(this);
    }

    // ---- Posting.

    @Override
    protected void onSendPosted() {
        issueSends();
    }

    @Override
    protected void onReceivePosted() {
        HardwareQueuePair to = hardware;
        if (to == null) {
            return;
        }
        try {
            issueReceives(to);
        } catch (IOException e) {
            cannotPost("a receive", e);
        }
    }

    private void issueReceives(HardwareQueuePair to) throws IOException {
        WorkEntry entry = nextReceive();
        while (entry != null) {
            receiveIssued(entry);
            to.postReceive(entry);
            entry = nextReceive();
        }
    }

    private void issueSends() {
        HardwareQueuePair to = hardware;
        if (to == null) {
            return;
        }
        try {
            WorkEntry entry = nextSend();
            while (entry != null) {
                sendIssued(entry);
                to.postSend(entry);
                entry = nextSend();
            }
        } catch (IOException e) {
            cannotPost("a send", e);
        }
    }

    private void cannotPost(String what, IOException cause) {
        if (connection != null) {
            connection.broke("the device does not take " + what + ": " + HostLimits.explain(cause));
        }
    }

    /** Whether nothing posted to the send queue is on its way any more. */
    boolean isSendQueueDone() {
        HardwareQueuePair on = hardware;
        return on == null || (isAllIssued() && on.outstandingSends() == 0);
    }

    // ---- Completions of the device.

    void onSendCompleted(WorkEntry entry, CompletionStatus status) {
        sendDone(entry, status.workStatus());
        if (status == CompletionStatus.SUCCESS) {
            issueSends();
        }
        tell(status);
    }

    void onReceiveCompleted(WorkEntry entry, CompletionStatus status, int lengthBytes) {
        if (status == CompletionStatus.SUCCESS) {
            if (connection != null) {
                connection.heardFromPeer();
            }
            receiveDone(entry, WorkStatus.SUCCESS, lengthBytes);
        } else {
            receiveDone(entry, status.workStatus(), 0);
        }
        tell(status);
    }

    private void tell(CompletionStatus status) {
        DisniConnection of = connection;
        if (of != null) {
            if (status == CompletionStatus.SUCCESS) {
                of.onProgress();
            } else {
                of.onErrorCompletion(status);
            }
        }
    }
}
