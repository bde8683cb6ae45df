package io.isere.rdma.soft;

import io.isere.rdma.loop.RdmaLoop;
import io.isere.rdma.memory.AccessCheck;
import io.isere.rdma.memory.StagTable;
import io.isere.rdma.verbs.MemoryRegion;
import io.isere.rdma.verbs.MemoryWindow;
import io.isere.rdma.verbs.PostResult;
import io.isere.rdma.verbs.QueuePair;
import io.isere.rdma.verbs.QueuePairOptions;
import io.isere.rdma.verbs.QueuePairState;
import io.isere.rdma.verbs.WorkCompletion;
import io.isere.rdma.verbs.WorkOpcode;
import io.isere.rdma.verbs.WorkRequest;
import io.isere.rdma.verbs.WorkStatus;
import org.jspecify.annotations.Nullable;

/**
 * A queue pair without a wire: both work queues, windows, and by {@link ConnectionLife} its states. A provider extends it
 * with the wire: it issues what {@link #nextSend} gives, fills {@link #nextReceive}, and says when each is done.
 *
 * <p>Completions and the end of the connection are reported by the completion queue in the loop's turn, never from inside a
 * post call or a provider's.
 *
 * <p>Thread: its loop. Lifetime: until {@link #destroy}. Allocates nothing on the data path.
 */
public abstract class SoftQueuePair extends ConnectionLife implements QueuePair {
    private final int number;
    private final SoftProtectionDomain domain;
    private final SoftCompletionQueue completionQueue;
    private final QueuePairOptions options;
    private final WorkQueue sendQueue;
    private final WorkQueue receiveQueue;
    private int ird;
    private int ord;
    private int readsOutstanding;

    /**
     * Takes what it needs of the completion queue; throws when that has not the room.
     *
     * @param number unique in the device and not 0: it is the owner of the windows bound for it
     */
    protected SoftQueuePair(int number, RdmaLoop loop, SoftProtectionDomain domain, QueuePairOptions options) {
        super(loop, options.connectionEvents());
        if (!(options.completionQueue() instanceof SoftCompletionQueue)) {
            throw new IllegalArgumentException("the completion queue is not one of this device");
        }
        this.number = number;
        this.domain = domain;
        this.options = options;
        completionQueue = (SoftCompletionQueue) options.completionQueue();
        completionQueue.reserve(options.maxSendRequests() + options.maxReceiveRequests());
        sendQueue = new WorkQueue(options.maxSendRequests(), options.maxSge());
        receiveQueue = new WorkQueue(options.maxReceiveRequests(), options.maxSge());
    }

    /** A request was added to the send queue: issue now or soon what {@link #nextSend} gives. */
    protected abstract void onSendPosted();

    /** A receive was added, or became the next to be filled; for providers that must tell a device. */
    protected void onReceivePosted() {}

    // ---- Posting.

    @Override
    public final PostResult postSend(WorkRequest request) {
        if (state() != QueuePairState.READY) {
            return PostResult.NOT_CONNECTED;
        }
        if (sendQueue.free() == 0) {
            return PostResult.QUEUE_FULL;
        }
        if (!WorkRequests.isValidSend(request, domain, options.maxSge(), ord)) {
            return PostResult.INVALID;
        }
        sendQueue.add(request);
        onSendPosted();
        return PostResult.POSTED;
    }

    @Override
    public final PostResult postReceive(WorkRequest request) {
        if (state() == QueuePairState.ERROR || state() == QueuePairState.CLOSED) {
            return PostResult.NOT_CONNECTED;
        }
        if (receiveQueue.free() == 0) {
            return PostResult.QUEUE_FULL;
        }
        if (!WorkRequests.isValidReceive(request, domain, options.maxSge())) {
            return PostResult.INVALID;
        }
        receiveQueue.add(request);
        onReceivePosted();
        return PostResult.POSTED;
    }

    @Override
    public final PostResult bindWindow(
            MemoryWindow window, MemoryRegion region, int offsetBytes, int lengthBytes, int access) {
        if (state() != QueuePairState.READY) {
            return PostResult.NOT_CONNECTED;
        }
        if (!options.exposesMemory()
                || !WorkRequests.isValidBind(window, region, offsetBytes, lengthBytes, access, domain)) {
            return PostResult.INVALID;
        }
        boolean bound =
                ((SoftMemoryWindow) window).bind((SoftMemoryRegion) region, offsetBytes, lengthBytes, access, this);
        return bound ? PostResult.POSTED : PostResult.INVALID;
    }

    // ---- Send queue, for the provider.

    /** The next request that may go onto the wire now; null when there is none, or when it waits for ORD or a fence. */
    protected final @Nullable WorkEntry nextSend() {
        WorkEntry entry = sendQueue.firstUnissued();
        if (entry == null || readsOutstanding == 0) {
            return entry;
        }
        if (entry.fenced() || (entry.opcode() == WorkOpcode.RDMA_READ && readsOutstanding >= ord)) {
            return null;
        }
        return entry;
    }

    /** {@link WorkEntry#index} of the send queue's entries is below this. */
    protected final int sendEntryCount() {
        return sendQueue.entryCount();
    }

    /** {@link WorkEntry#index} of the receive queue's entries is below this. */
    protected final int receiveEntryCount() {
        return receiveQueue.entryCount();
    }

    /** Whether everything posted has been issued: an orderly end need not wait any more. */
    protected final boolean isAllIssued() {
        return sendQueue.firstUnissued() == null;
    }

    /** {@link #nextSend} goes onto the wire. */
    protected final void sendIssued(WorkEntry entry) {
        sendQueue.issue();
        if (entry.opcode() == WorkOpcode.RDMA_READ) {
            readsOutstanding++;
        }
    }

    /**
     * The wire is through with an issued request; completions come out in posting order (RFC 5040 section 5.5, 15). After a
     * read, {@link #nextSend} may give what had to wait.
     */
    protected final void sendDone(WorkEntry entry, WorkStatus status) {
        if (isOver()) {
            return;
        }
        if (entry.opcode() == WorkOpcode.RDMA_READ) {
            readsOutstanding--;
        }
        entry.finish(status, entry.totalBytes());
        retireDone(sendQueue);
    }

    // ---- Receive queue, for the provider.

    /** The receive the next Send of the peer fills; null when none is posted. */
    protected final @Nullable WorkEntry nextReceive() {
        return receiveQueue.firstUnissued();
    }

    /** A Send begins to fill {@link #nextReceive}. */
    protected final void receiveIssued(WorkEntry entry) {
        receiveQueue.issue();
    }

    /** A Send was delivered, or failed. */
    protected final void receiveDone(WorkEntry entry, WorkStatus status, int bytes) {
        if (isOver()) {
            return;
        }
        entry.finish(status, bytes);
        retireDone(receiveQueue);
    }

    /** A Send with Invalidate was delivered. */
    protected final void receiveDoneInvalidated(WorkEntry entry, int bytes, int stag) {
        if (isOver()) {
            return;
        }
        entry.finishInvalidated(bytes, stag);
        retireDone(receiveQueue);
    }

    // ---- What the peer names.

    /** Checks an access of the peer; a code of {@link AccessCheck}. */
    protected final int checkAccess(int stag, long to, long lengthBytes, int wantedAccess) {
        return domain.stags().check(stag, to, lengthBytes, wantedAccess, number);
    }

    /** The device's STags, for the memory behind one that passed the check. */
    protected final StagTable stags() {
        return domain.stags();
    }

    /** Invalidates an STag for the peer; a code of {@link AccessCheck}. */
    protected final int invalidateByPeer(int stag) {
        return domain.stags().invalidateByPeer(stag, number);
    }

    // ---- What was agreed.

    /** Sets what was negotiated; before {@link #established}. */
    protected final void negotiated(int inboundReads, int outboundReads) {
        ird = inboundReads;
        ord = outboundReads;
    }

    @Override
    public final int number() {
        return number;
    }

    @Override
    public final int freeSendRequests() {
        return sendQueue.free();
    }

    @Override
    public final int ird() {
        return ird;
    }

    @Override
    public final int ord() {
        return ord;
    }

    /** Requests posted to both queues whose completion the handler has not seen; for the leak check. */
    public final int outstandingRequests() {
        return sendQueue.outstanding() + receiveQueue.outstanding();
    }

    // ---- Completions and the end.

    private void retireDone(WorkQueue queue) {
        WorkEntry entry = queue.oldest();
        while (entry != null && entry.isDone()) {
            retire(queue, entry);
            entry = queue.oldest();
        }
    }

    private void retire(WorkQueue queue, WorkEntry entry) {
        if (entry.signaled() || entry.status() != WorkStatus.SUCCESS || queue == receiveQueue) {
            completionQueue.add(this, queue, entry);
        } else {
            queue.giveBackCredit();
        }
        queue.retire();
    }

    private void flushQueue(WorkQueue queue) {
        WorkEntry entry = queue.oldest();
        while (entry != null) {
            entry.finish(WorkStatus.FLUSHED, 0);
            retire(queue, entry);
            entry = queue.oldest();
        }
    }

    @Override
    final void flush() {
        domain.endWindowsOf(this);
        flushQueue(sendQueue);
        flushQueue(receiveQueue);
        completionQueue.addEnding(this);
    }

    @Override
    final void releaseResources() {
        domain.endWindowsOf(this);
        completionQueue.release(this, options.maxSendRequests() + options.maxReceiveRequests());
    }

    /** Whether the handler has seen every completion. */
    final boolean isReported() {
        return outstandingRequests() == 0;
    }

    final void deliver(WorkCompletion completion) {
        if (isDestroyed()) {
            return;
        }
        try {
            options.completionHandler().onCompletion(completion);
        } catch (Throwable e) {
            failedInHandler("onCompletion", e);
        }
    }
}
