package io.isere.iser;

import io.isere.datamover.ConnectionResources;
import io.isere.datamover.ControlPdu;
import io.isere.datamover.Datamover;
import io.isere.datamover.DatamoverListener;
import io.isere.datamover.DatamoverParameters;
import io.isere.datamover.DatamoverTask;
import io.isere.datamover.LoopMemory;
import io.isere.datamover.ReceivedPdu;
import io.isere.datamover.TaskTag;
import io.isere.iscsi.pdu.AnyBhs;
import io.isere.iscsi.pdu.Opcode;
import io.isere.rdma.verbs.CompletionHandler;
import io.isere.rdma.verbs.MemoryRegion;
import io.isere.rdma.verbs.ProtectionDomain;
import io.isere.rdma.verbs.QueuePair;
import io.isere.rdma.verbs.QueuePairState;
import io.isere.rdma.verbs.RdmaDevice;
import io.isere.rdma.verbs.RdmaException;
import io.isere.rdma.verbs.WorkCompletion;
import io.isere.rdma.verbs.WorkId;
import io.isere.rdma.verbs.WorkStatus;
import io.isere.scsi.task.DataSegments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The datamover line over RDMA verbs: iSER (RFC 7145).
 *
 * <p>Control-type PDUs are Sends with the 28-byte iSER header in front; a target moves data with RDMA Writes and Reads
 * through the STags an initiator advertises with its commands. R2T, Data-In and solicited Data-Out never exist on the
 * wire. Built by {@link IserConnector} when an RDMA connection is made.
 *
 * <p>Thread: the connection's loop. Allocates at set-up only; after {@link #allocateConnectionResources} nothing.
 */
final class IserDatamover implements Datamover, CompletionHandler {
    /** Data bytes of the few PDUs that may be long: login, text, and what answers them. */
    static final int LARGE_DATA_BYTES = 8192;
    /** Data bytes of the many: sense data, reject headers, pings. */
    static final int SMALL_DATA_BYTES = 512;
    /** Long PDUs on their way at a time. */
    static final int LARGE_PDUS = 4;
    /** Receives posted during login: one exchange at a time, and room for a peer that is quick. */
    static final int LOGIN_RECEIVES = 4;

    private static final Logger LOG = LoggerFactory.getLogger(IserDatamover.class);

    private final RdmaDevice device;
    private final LoopMemory memory;
    private final IserOptions options;
    private final boolean target;
    private final DatamoverListener listener;
    private final IserSender sender;
    private final IserReceiver receiver = new IserReceiver();
    private final IserReads reads;
    private final List<MemoryRegion> regions = new ArrayList<>();
    private final IserSendPool largePdus;
    private final IserHello hello = new IserHello();
    private final AnyBhs bhs = new AnyBhs();
    private final IserControlHeader header = new IserControlHeader();

    private @Nullable QueuePair queuePair;
    private @Nullable IserSendPool smallPdus;
    private @Nullable IserTask[] tasks = new IserTask[0];
    private int maxControlDataBytes = LARGE_DATA_BYTES;
    private int peerReadDepth;
    private boolean sendWithInvalidate;
    private boolean wholeBufferBase;
    private boolean helloAgreed;
    private String description = "iSER";
    private String dropReason = "";
    private boolean closed;

    IserDatamover(
            RdmaDevice device, LoopMemory memory, IserOptions options, boolean target, DatamoverListener listener) {
        this.device = device;
        this.memory = memory;
        this.options = options;
        this.target = target;
        this.listener = listener;
        reads = new IserReads(memory);
        sender = new IserSender(
                memory, device.caps().memoryWindows(), device.caps().maxSge());
        wholeBufferBase = options.baseOffset() == IserOptions.BaseOffset.WHOLE_BUFFER;
        int sendBytes = LARGE_PDUS * IserSendPool.placeBytes(LARGE_DATA_BYTES);
        MemoryRegion region = take(sendBytes + LOGIN_RECEIVES * IserReceivedPdu.LENGTH_BYTES);
        largePdus = new IserSendPool(region, 0, 0, LARGE_PDUS, LARGE_DATA_BYTES);
        receiver.add(this, region, sendBytes, LOGIN_RECEIVES);
    }

    /** Takes its queue pair and posts the login receives; before connecting or accepting. */
    void start(QueuePair pair) {
        queuePair = pair;
        sender.start(pair);
        receiver.start(pair);
    }

    /** The RDMA connection stands: with how many outstanding reads, and with remote invalidation or not. */
    void onEstablished(int ord, boolean invalidateAgreed, String wire) {
        peerReadDepth = ord;
        reads.credits(ord);
        sendWithInvalidate = invalidateAgreed;
        description = "iSER over " + wire;
    }

    /** The RDMA connection is gone and nothing of it is in use any more. */
    void onDisconnected(String reason, boolean orderly) {
        if (!closed) {
            boolean dropped = !dropReason.isEmpty();
            listener.connectionTerminateNotify(dropped ? dropReason : reason, orderly && !dropped);
        }
    }

    @Override
    public @Nullable ControlPdu acquireControlPdu(int dataBytes) {
        IserSendPool small = smallPdus;
        return small != null && dataBytes <= SMALL_DATA_BYTES ? small.acquire() : largePdus.acquire();
    }

    @Override
    public void releaseControlPdu(ControlPdu pdu) {
        poolOf(pdu.index()).release(pdu.index());
    }

    private IserSendPool poolOf(int pduIndex) {
        IserSendPool small = smallPdus;
        return small != null && small.owns(pduIndex) ? small : largePdus;
    }

    private MemoryRegion regionOf(ControlPdu pdu) {
        return poolOf(pdu.index()).region();
    }

    @Override
    public void sendControl(ControlPdu pdu) {
        check(sender.sendControl(pdu, regionOf(pdu)), "send a PDU");
    }

    @Override
    public boolean sendControl(
            ControlPdu pdu,
            DatamoverTask task,
            @Nullable DataSegments dataOut,
            @Nullable DataSegments dataIn,
            int immediateBytes,
            int unsolicitedBytes) {
        IserTask sending = (IserTask) task;
        int unaskedBytes = immediateBytes + unsolicitedBytes;
        int skippedBytes = wholeBufferBase ? 0 : unaskedBytes;
        if (!sender.advertise(pdu, sending, dataOut, dataIn, unaskedBytes, skippedBytes)) {
            sending.withdraw();
            return false;
        }
        bhs.wrap(pdu.buffer(), pdu.bhsOffset());
        sending.initiatorTaskTag = bhs.initiatorTaskTag();
        check(sender.sendCommand(pdu, regionOf(pdu), dataOut, immediateBytes), "send a SCSI Command");
        return true;
    }

    @Override
    public boolean canReach(DataSegments data) {
        return data.count() == 1 && memory.knownRegionOf(data.slab(0)) != null;
    }

    @Override
    public void sendDataOut(
            ControlPdu pdu, DatamoverTask task, DataSegments dataOut, int offsetBytes, int lengthBytes) {
        check(sender.sendData(pdu, regionOf(pdu), dataOut, offsetBytes, lengthBytes), "send a Data-Out");
    }

    @Override
    public void sendResponse(ControlPdu pdu, DatamoverTask task) {
        check(sender.sendResponse(pdu, regionOf(pdu), (IserTask) task, sendWithInvalidate), "send a SCSI Response");
    }

    @Override
    public void bindTask(DatamoverTask task, ReceivedPdu command) {
        header.wrap(command.buffer(), command.bhsOffset() - IserHeader.LENGTH_BYTES);
        ((IserTask) task).bind(header);
    }

    @Override
    public void putData(DatamoverTask task, DataSegments data, int bufferOffsetBytes, int lengthBytes) {
        IserTask reader = (IserTask) task;
        if (!reader.hasReadStag) {
            drop("the initiator expects read data but advertised no Read STag (RFC 7145 section 7.3.5)");
            return;
        }
        check(sender.putData(reader, data, bufferOffsetBytes, lengthBytes), "RDMA Write a task's data");
    }

    @Override
    public void getData(
            DatamoverTask task, DataSegments into, int intoOffsetBytes, int bufferOffsetBytes, int lengthBytes) {
        IserTask writer = (IserTask) task;
        if (!writer.hasWriteStag) {
            drop("the initiator has write data to be fetched but advertised no Write STag (RFC 7145 section 7.3.6)");
            return;
        }
        if (peerReadDepth == 0) {
            drop("the initiator serves no RDMA Reads (IRD 0), so write data cannot be fetched");
            return;
        }
        writer.prepareRead(into, intoOffsetBytes, bufferOffsetBytes, lengthBytes, wholeBufferBase);
        check(reads.start(queuePair(), writer), "RDMA Read a task's data");
    }

    @Override
    public void abortTask(DatamoverTask task) {
        IserTask aborted = (IserTask) task;
        reads.abort(aborted);
        aborted.aborted = true;
        if (aborted.readsOutstanding == 0) {
            listener.taskReleasedNotify(aborted);
        }
    }

    @Override
    public DatamoverTask createTask(int index, Object owner) {
        ProtectionDomain domain = device.protectionDomain();
        boolean windows = !target && device.caps().memoryWindows();
        IserTask task = new IserTask(
                index, owner, windows ? domain.createWindow() : null, windows ? domain.createWindow() : null);
        if (index >= tasks.length) {
            tasks = Arrays.copyOf(tasks, index + 1);
        }
        tasks[index] = task;
        return task;
    }

    @Override
    public boolean allocateConnectionResources(ConnectionResources resources) {
        int sendBytes = resources.sendCount() * IserSendPool.placeBytes(SMALL_DATA_BYTES);
        int receiveCount = Math.max(0, resources.receiveCount() - receiver.count());
        try {
            MemoryRegion region = take(sendBytes + receiveCount * IserReceivedPdu.LENGTH_BYTES);
            smallPdus = new IserSendPool(region, 0, LARGE_PDUS, resources.sendCount(), SMALL_DATA_BYTES);
            receiver.add(this, region, sendBytes, receiveCount);
            return true;
        } catch (RdmaException | OutOfMemoryError e) {
            LOG.warn("{}: no memory for full feature phase ({}): {}", description, resources, e.getMessage());
            return false;
        }
    }

    private MemoryRegion take(int bytes) {
        MemoryRegion region = memory.takeConnectionMemory(bytes);
        regions.add(region);
        return region;
    }

    @Override
    public void enableDatamover(@Nullable ControlPdu finalLoginResponse) {
        if (finalLoginResponse != null) {
            sendControl(finalLoginResponse);
        } else if (helloAgreed) {
            sendHello();
        }
    }

    @Override
    public void noticeKeyValues(DatamoverParameters parameters) {
        maxControlDataBytes = Math.min(parameters.maxSendDataBytes(), LARGE_DATA_BYTES);
        helloAgreed = parameters.negotiated().iserHelloRequired();
        // A discovery session has no commands, and the kernel's initiator keeps its 8 KiB login receive posted there.
        boolean capped = target && !parameters.negotiated().discovery() && options.maxTargetDataSegmentBytes() > 0;
        if (capped) {
            maxControlDataBytes = Math.min(maxControlDataBytes, options.maxTargetDataSegmentBytes());
        }
        Boolean solicitedDataOnly = parameters.solicitedDataOnly();
        if (target && solicitedDataOnly != null) {
            wholeBufferBase = !solicitedDataOnly;
        }
    }

    @Override
    public int maxControlDataBytes() {
        return maxControlDataBytes;
    }

    /** RFC 7145 section 7.2: SNACKs have no place over a wire that loses nothing. */
    @Override
    public boolean retransmit(ReceivedPdu snack) {
        return false;
    }

    @Override
    public void deallocateTaskResources(DatamoverTask task) {
        ((IserTask) task).withdraw();
    }

    @Override
    public void connectionTerminate() {
        if (queuePair != null) {
            queuePair.disconnect();
        }
    }

    @Override
    public void connectionAbort() {
        if (queuePair != null) {
            queuePair.abort();
        }
    }

    /** Ends the connection because of what the peer did or this side cannot do. */
    private void drop(String reason) {
        if (dropReason.isEmpty()) {
            dropReason = reason;
            LOG.warn("{}: connection dropped: {}", description, reason);
            connectionAbort();
        }
    }

    private void check(boolean done, String what) {
        if (!done && queuePair().state() == QueuePairState.READY) {
            drop("cannot " + what + ": the work queue is full or its memory is not registered");
        }
    }

    private QueuePair queuePair() {
        QueuePair pair = queuePair;
        if (pair == null) {
            throw new IllegalStateException("the connection has no queue pair yet");
        }
        return pair;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (IserTask task : tasks) {
            if (task != null) {
                task.withdraw();
            }
        }
        if (queuePair != null) {
            queuePair.destroy();
        }
        for (MemoryRegion region : regions) {
            memory.giveBackConnectionMemory(region);
        }
        regions.clear();
    }

    @Override
    public String description() {
        return description;
    }

    void postReceive(IserReceivedPdu pdu) {
        if (!closed) {
            check(receiver.post(pdu), "post a receive");
        }
    }

    @Override
    public void onCompletion(WorkCompletion completion) {
        int index = WorkId.index(completion.id());
        boolean success = completion.status() == WorkStatus.SUCCESS;
        switch (WorkId.kind(completion.id())) {
            case IserWork.RECEIVE -> {
                if (success && !closed) {
                    onReceived(receiver.pdu(index), completion);
                }
            }
            case IserWork.SEND -> poolOf(index).release(index);
            case IserWork.RESPONSE -> onResponseSent(task(index));
            case IserWork.READ -> onReadDone(task(index), success);
            default -> {
                // An RDMA Write is reported only when the connection is gone, and that is reported by itself.
            }
        }
    }

    private IserTask task(int index) {
        IserTask task = tasks[index];
        if (task == null) {
            throw new IllegalStateException("completion of task slot " + index + ", which was never made");
        }
        return task;
    }

    private void onResponseSent(IserTask task) {
        ControlPdu response = task.response;
        if (response != null) {
            task.response = null;
            releaseControlPdu(response);
        }
        listener.taskReleasedNotify(task);
    }

    private void onReadDone(IserTask task, boolean success) {
        if (!success) {
            task.readsOutstanding--;
            return;
        }
        check(reads.onReadDone(queuePair(), task), "RDMA Read a task's data");
        if (task.aborted) {
            if (task.readsOutstanding == 0) {
                listener.taskReleasedNotify(task);
            }
        } else if (reads.isDone(task)) {
            listener.dataCompletionNotify(task);
        }
    }

    private void onReceived(IserReceivedPdu pdu, WorkCompletion completion) {
        if (completion.isInvalidated() && (target || !sendWithInvalidate)) {
            drop("the peer invalidated an STag although Send with Invalidate was not agreed");
            return;
        }
        pdu.beforeNotify();
        switch (receiver.classify(pdu, completion)) {
            case CONTROL -> {
                withdrawAnswered(pdu);
                listener.controlNotify(pdu);
            }
            case HELLO -> onHello(pdu);
            case HELLO_REPLY -> onHelloReply(pdu);
            case BROKEN -> drop(receiver.problem());
        }
        pdu.afterNotify();
    }

    /** A SCSI Response ends the task's STags here, whether the target invalidated one or not (RFC 7145 section 7.3.2). */
    private void withdrawAnswered(IserReceivedPdu pdu) {
        bhs.wrap(pdu.buffer(), pdu.bhsOffset());
        if (target || bhs.opcodeValue() != Opcode.SCSI_RESPONSE.code()) {
            return;
        }
        int index = TaskTag.index(bhs.initiatorTaskTag());
        IserTask task = index < tasks.length ? tasks[index] : null;
        if (task != null && task.advertised && task.initiatorTaskTag == bhs.initiatorTaskTag()) {
            task.withdraw();
        }
    }

    /** The first message of full feature phase; what follows need not wait for the reply. */
    private void sendHello() {
        ControlPdu place = largePdus.acquire();
        if (place == null) {
            drop("no PDU is free for an iSER Hello");
            return;
        }
        hello.write(place.buffer(), IserSender.headerOffset(place), options.ird());
        check(sender.sendHeader(place, largePdus.region()), "send an iSER Hello");
    }

    /** An old initiator may send one without a word in login, and must be answered (RFC 7145 section 5.1.3). */
    private void onHello(IserReceivedPdu pdu) {
        ControlPdu place = target ? largePdus.acquire() : null;
        if (place == null) {
            drop("an iSER Hello came that this side does not expect");
            return;
        }
        String problem = hello.answer(
                pdu.buffer(), pdu.offsetBytes(), place.buffer(), IserSender.headerOffset(place), peerReadDepth);
        check(sender.sendHeader(place, largePdus.region()), "send an iSER HelloReply");
        if (problem.isEmpty()) {
            LOG.debug("{}: answered an iSER Hello", description);
        } else {
            LOG.warn("{}: connection closed: {}", description, problem);
            dropReason = problem;
            connectionTerminate();
        }
    }

    private void onHelloReply(IserReceivedPdu pdu) {
        String problem = target
                ? "an iSER HelloReply came to a target"
                : hello.problemOfReply(pdu.buffer(), pdu.offsetBytes(), options.ird());
        if (problem.isEmpty()) {
            description += ", Hello exchanged";
        } else {
            drop(problem);
        }
    }
}
