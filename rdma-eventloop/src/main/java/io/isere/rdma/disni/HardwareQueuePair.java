package io.isere.rdma.disni;

import com.ibm.disni.verbs.impl.NativeDispatcher;
import io.isere.rdma.soft.SoftMemoryRegion;
import io.isere.rdma.soft.WorkEntry;
import io.isere.rdma.verbs.QueuePairOptions;
import io.isere.rdma.verbs.WorkId;
import io.isere.rdma.verbs.WorkOpcode;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A queue pair of a device and its work requests in native memory: one for each place of the work queues, laid out once, of
 * which a post changes the few fields that differ (what DiSNI calls a stateful verb call).
 *
 * <p>Every request asks for a completion, so that its place is known to be free; the work queues above keep to themselves
 * what the consumer does not want to hear of. A cookie ({@code wr_id}) is the queue pair's place in the device's table with
 * its generation, which queue, and the place in it; so a completion that outlives its queue pair is recognised.
 *
 * <p>Thread: its loop. Lifetime: from the time the CM has found the device to the end of the connection. Posting allocates
 * nothing.
 */
final class HardwareQueuePair {
    static final int SEND = 0;
    static final int RECEIVE = 1;

    /** What DiSNI makes queue pairs with. */
    static final int MAX_SGE = 4;

    private static final int SGES_BYTES = MAX_SGE * NativeLayout.SGE_BYTES;
    private static final int SEND_STRIDE = NativeLayout.SEND_BYTES + SGES_BYTES;
    private static final int RECEIVE_STRIDE = NativeLayout.RECEIVE_BYTES + SGES_BYTES;

    private final NativeDispatcher library;
    private final DisniQueuePair owner;
    private final DisniDevice device;
    private final Adapter adapter;
    private final CmId id;
    private final HardwareDomain domain;
    private final HardwareQueue queue;
    private final int completions;
    private final long pointer;
    private final int key;

    private final @Nullable WorkEntry[] sends;
    private final @Nullable WorkEntry[] receives;
    private final ByteBuffer sendRequests;
    private final ByteBuffer receiveRequests;
    private final long sendAddress;
    private final long receiveAddress;
    private int outstandingSends;
    private boolean destroyed;

    HardwareQueuePair(DisniQueuePair owner, Adapter adapter, CmId id) throws IOException {
        this.owner = owner;
        this.device = owner.device();
        this.library = id.library();
        this.adapter = adapter;
        this.id = id;
        QueuePairOptions options = owner.options();
        completions = options.maxSendRequests() + options.maxReceiveRequests();
        sends = new WorkEntry[owner.sendPlaces()];
        receives = new WorkEntry[owner.receivePlaces()];
        sendRequests = NativeLayout.allocate(sends.length * SEND_STRIDE);
        receiveRequests = NativeLayout.allocate(receives.length * RECEIVE_STRIDE);
        sendAddress = NativeLayout.addressOf(sendRequests);
        receiveAddress = NativeLayout.addressOf(receiveRequests);
        queue = adapter.reserveQueue(completions);
        domain = newDomain(options.exposesMemory());
        pointer = create(options);
        key = device.hardware().add(this);
        layOut();
    }

    private HardwareDomain newDomain(boolean ofItsOwn) throws IOException {
        try {
            return ofItsOwn ? adapter.newDomain() : adapter.sharedDomain();
        } catch (IOException e) {
            queue.release(completions);
            throw e;
        }
    }

    private long create(QueuePairOptions options) throws IOException {
        try {
            return library._createQP(
                    id.pointer(),
                    domain.pointer(),
                    queue.pointer(),
                    queue.pointer(),
                    NativeLayout.RELIABLE_CONNECTION,
                    Math.max(1, options.maxSendRequests()),
                    Math.max(1, options.maxReceiveRequests()),
                    0);
        } catch (IOException e) {
            releaseShared();
            throw e;
        }
    }

    private void layOut() {
        for (int i = 0; i < sends.length; i++) {
            int at = i * SEND_STRIDE;
            sendRequests.putLong(at, WorkId.pack(key, SEND, i));
            sendRequests.putLong(at + NativeLayout.SEND_SGES, sendAddress + at + NativeLayout.SEND_BYTES);
        }
        for (int i = 0; i < receives.length; i++) {
            int at = i * RECEIVE_STRIDE;
            receiveRequests.putLong(at, WorkId.pack(key, RECEIVE, i));
            receiveRequests.putLong(at + NativeLayout.RECEIVE_SGES, receiveAddress + at + NativeLayout.RECEIVE_BYTES);
        }
    }

    DisniQueuePair owner() {
        return owner;
    }

    Adapter adapter() {
        return adapter;
    }

    HardwareDomain domain() {
        return domain;
    }

    /** Sends whose completion has not come. */
    int outstandingSends() {
        return outstandingSends;
    }

    // ---- Posting.

    void postSend(WorkEntry entry) throws IOException {
        int at = entry.index() * SEND_STRIDE;
        int count = fillSges(sendRequests, at + NativeLayout.SEND_BYTES, entry);
        WorkOpcode opcode = entry.opcode();
        sendRequests.putInt(at + NativeLayout.SEND_SGE_COUNT, count);
        sendRequests.putInt(at + NativeLayout.SEND_OPCODE, opcodeOf(opcode));
        sendRequests.putInt(
                at + NativeLayout.SEND_FLAGS,
                NativeLayout.FLAG_SIGNALED | (entry.solicited() ? NativeLayout.FLAG_SOLICITED : 0));
        if (opcode == WorkOpcode.SEND_INVALIDATE) {
            sendRequests.putInt(at + NativeLayout.SEND_INVALIDATE, entry.invalidateStag());
        } else if (opcode != WorkOpcode.SEND) {
            sendRequests.putLong(at + NativeLayout.SEND_REMOTE_ADDRESS, entry.remoteOffset());
            sendRequests.putInt(at + NativeLayout.SEND_REMOTE_KEY, entry.remoteStag());
        }
        sends[entry.index()] = entry;
        outstandingSends++;
        library._postSend(pointer, sendAddress + at);
    }

    private static int opcodeOf(WorkOpcode opcode) {
        return switch (opcode) {
            case SEND -> NativeLayout.OPCODE_SEND;
            case SEND_INVALIDATE -> NativeLayout.OPCODE_SEND_INVALIDATE;
            case RDMA_WRITE -> NativeLayout.OPCODE_WRITE;
            case RDMA_READ -> NativeLayout.OPCODE_READ;
            case RECEIVE -> throw new IllegalArgumentException("a receive on the send queue");
        };
    }

    void postReceive(WorkEntry entry) throws IOException {
        int at = entry.index() * RECEIVE_STRIDE;
        receiveRequests.putInt(
                at + NativeLayout.RECEIVE_SGE_COUNT, fillSges(receiveRequests, at + NativeLayout.RECEIVE_BYTES, entry));
        receives[entry.index()] = entry;
        library._postRecv(pointer, receiveAddress + at);
    }

    /** Leaves empty ranges out: to some devices a length of 0 means 2 GiB. */
    private int fillSges(ByteBuffer requests, int at, WorkEntry entry) throws IOException {
        int count = 0;
        for (int i = 0; i < entry.sgeCount(); i++) {
            if (entry.lengthBytes(i) == 0) {
                continue;
            }
            SoftMemoryRegion region = device.domains().region(entry.stag(i));
            int sge = at + count * NativeLayout.SGE_BYTES;
            requests.putLong(sge, HardwareDomain.addressOf(entry.slab(i)) + entry.offsetBytes(i));
            requests.putInt(sge + NativeLayout.SGE_LENGTH, entry.lengthBytes(i));
            requests.putInt(sge + NativeLayout.SGE_KEY, domain.localKey(region));
            count++;
        }
        return count;
    }

    // ---- Completing.

    /** A completion of this queue pair; of a failed one only its place and status are to be trusted. */
    void complete(int kind, int place, CompletionStatus status, int lengthBytes) {
        WorkEntry entry = kind == SEND ? sends[place] : receives[place];
        if (entry == null) {
            return;
        }
        if (kind == SEND) {
            sends[place] = null;
            outstandingSends--;
            owner.onSendCompleted(entry, status);
        } else {
            receives[place] = null;
            owner.onReceiveCompleted(entry, status, lengthBytes);
        }
    }

    // ---- The end.

    /** From now on the device touches no memory for it, and completions that still come are nobody's. Idempotent. */
    void destroy() {
        if (destroyed) {
            return;
        }
        destroyed = true;
        library._destroyQP(id.pointer());
        device.hardware().remove(key);
        releaseShared();
    }

    private void releaseShared() {
        queue.release(completions);
        if (domain != adapter.sharedDomain()) {
            adapter.close(domain);
        }
    }
}
