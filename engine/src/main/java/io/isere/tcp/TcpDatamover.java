package io.isere.tcp;

import io.isere.datamover.ConnectionResources;
import io.isere.datamover.ControlPdu;
import io.isere.datamover.Datamover;
import io.isere.datamover.DatamoverListener;
import io.isere.datamover.DatamoverParameters;
import io.isere.datamover.DatamoverTask;
import io.isere.datamover.LoopMemory;
import io.isere.datamover.ReceivedPdu;
import io.isere.iscsi.pdu.AnyBhs;
import io.isere.iscsi.text.Digest;
import io.isere.iscsi.text.OperationalParameters;
import io.isere.rdma.verbs.RdmaException;
import io.isere.scsi.task.DataSegments;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The datamover line over a plain TCP stream: iSCSI as RFC 7143 has it, with Data-In, R2T, Data-Out and digests below the
 * line. Built by {@link TcpConnector}; what initiator and target do not share is in their {@link TcpSide}.
 *
 * <p>Thread: the connection's loop. Allocates at set-up, and when more PDUs are wanted at a time than ever before.
 */
final class TcpDatamover implements Datamover, TcpControlSend.Sent, TcpStream.End {
    private static final Logger LOG = LoggerFactory.getLogger(TcpDatamover.class);

    /**
     * Unsolicited Data-Outs for one that {@link ConnectionResources} counts, which are of 8192 bytes: a target may take 512
     * at a time.
     */
    private static final int MAX_PDUS_PER_COUNTED = 16;

    private final LoopMemory memory;
    private final DatamoverListener listener;
    private final TcpControlPdus pdus;
    private final TcpReceivedPdus places;
    private final TcpReceiver receiver;
    private final TcpPduWriter writer;
    private final TcpTransmitter transmitter;
    private final TcpSide side;
    private final @Nullable TcpInitiatorSide initiator;
    private final @Nullable TcpTargetSide target;
    private final String addresses;
    private String description;
    private final AnyBhs bhs = new AnyBhs();
    private @Nullable TcpStream stream;
    private @Nullable OperationalParameters negotiated;
    private int maxControlDataBytes = TcpControlPdus.LARGE_DATA_BYTES;
    private int receiveCount;
    private int sendCount;
    private int taskCount;
    private boolean closed;

    @SuppressWarnings("this-escape") // the parts call back only after start()
    TcpDatamover(LoopMemory memory, boolean isTarget, DatamoverListener listener, String addresses) {
        this.memory = memory;
        this.listener = listener;
        this.addresses = addresses;
        description = "TCP " + addresses;
        pdus = new TcpControlPdus(memory, this);
        places = new TcpReceivedPdus(memory, this::onRoom);
        initiator = isTarget ? null : new TcpInitiatorSide(this, places);
        target = isTarget ? new TcpTargetSide(this, listener, places) : null;
        side = initiator != null ? initiator : require(target);
        receiver = new TcpReceiver(memory, places, side);
        writer = new TcpPduWriter(memory);
        transmitter = new TcpTransmitter(writer);
    }

    /** Takes its stream, which is not started yet, and what was read of it already. */
    void start(TcpStream itsStream, ByteBuffer readAlready) {
        stream = itsStream;
        receiver.readAlready(readAlready);
    }

    TcpReceiver receiver() {
        return receiver;
    }

    TcpTransmitter transmitter() {
        return transmitter;
    }

    /** A place for a received PDU is free again. */
    private void onRoom() {
        if (stream != null && !closed) {
            stream.readSoon();
        }
    }

    // ---- For the sides.

    void enqueue(Outgoing outgoing) {
        TcpStream out = stream();
        if (!out.isOver()) {
            transmitter.add(outgoing);
            out.wake();
        }
    }

    void cancel(Outgoing outgoing) {
        transmitter.cancel(outgoing);
    }

    void notifyControl(TcpReceivedPdu pdu) {
        if (!closed && !stream().isOver()) {
            pdu.beforeNotify();
            listener.controlNotify(pdu);
            pdu.afterNotify();
        }
    }

    /** Tells the session of a PDU whose data is not to be believed. */
    void notifyDamaged(TcpReceivedPdu pdu) {
        if (!closed && !stream().isOver()) {
            pdu.beforeNotify();
            pdu.markDamaged();
            listener.controlNotify(pdu);
            pdu.afterNotify();
        }
    }

    @Override
    public void onControlSent(TcpControlSend send) {
        if (send.onTheWay > 0) {
            send.onTheWay--;
        }
        if (!send.retained && send.onTheWay == 0) {
            release(send);
        }
    }

    @Override
    public void beforeRetained(TcpControlSend send, TcpTask task) {
        require(target).beforeStatus(send, task);
    }

    /** A PDU is not needed any more. */
    void release(TcpControlSend send) {
        TcpTask task = send.task;
        pdus.release(send);
        if (task != null && !closed) {
            side.afterSend(task);
        }
    }

    /** How a control PDU is sent. */
    TcpControlSend sendOf(ControlPdu pdu) {
        return pdus.of(pdu);
    }

    /** Control PDUs that can be on their way at a time. */
    int sendCount() {
        return sendCount;
    }

    // ---- The line.

    @Override
    public @Nullable ControlPdu acquireControlPdu(int dataBytes) {
        return pdus.acquire(dataBytes);
    }

    @Override
    public void releaseControlPdu(ControlPdu pdu) {
        pdus.release(pdus.of(pdu));
    }

    @Override
    public void sendControl(ControlPdu pdu) {
        side.beforeSend(pdu);
        enqueue(pdus.of(pdu));
    }

    @Override
    public boolean sendControl(
            ControlPdu pdu,
            DatamoverTask task,
            @Nullable DataSegments dataOut,
            @Nullable DataSegments dataIn,
            int immediateBytes,
            int unsolicitedBytes) {
        if ((dataOut != null && !canReach(dataOut)) || (dataIn != null && !canReach(dataIn))) {
            return false;
        }
        TcpInitiatorTask sending = (TcpInitiatorTask) task;
        bhs.wrap(pdu.buffer(), pdu.bhsOffset());
        sending.begin(bhs.initiatorTaskTag(), bhs.lun(), dataOut, dataIn);
        if (dataOut != null && immediateBytes > 0) {
            sendDataOut(pdu, task, dataOut, 0, immediateBytes);
        } else {
            sendControl(pdu);
        }
        return true;
    }

    @Override
    public boolean canReach(DataSegments data) {
        for (int i = 0; i < data.count(); i++) {
            if (memory.knownRegionOf(data.slab(i)) == null) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void sendDataOut(
            ControlPdu pdu, DatamoverTask task, DataSegments dataOut, int offsetBytes, int lengthBytes) {
        TcpInitiatorTask sending = (TcpInitiatorTask) task;
        TcpControlSend send = pdus.of(pdu);
        send.carry(sending, dataOut, offsetBytes, lengthBytes);
        sending.pdusOnTheirWay++;
        enqueue(send);
    }

    @Override
    public void sendResponse(ControlPdu pdu, DatamoverTask task) {
        require(target).respond((TcpTargetTask) task, pdus.of(pdu));
    }

    @Override
    public void putData(DatamoverTask task, DataSegments data, int bufferOffsetBytes, int lengthBytes) {
        require(target).putData((TcpTargetTask) task, data, bufferOffsetBytes, lengthBytes);
    }

    @Override
    public void getData(
            DatamoverTask task, DataSegments into, int intoOffsetBytes, int bufferOffsetBytes, int lengthBytes) {
        require(target).getData((TcpTargetTask) task, into, intoOffsetBytes, bufferOffsetBytes, lengthBytes);
    }

    @Override
    public DatamoverTask createTask(int index, Object owner) {
        return side.createTask(index, owner);
    }

    @Override
    public void bindTask(DatamoverTask task, ReceivedPdu command) {
        require(target).bind((TcpTargetTask) task, command);
    }

    @Override
    public boolean retransmit(ReceivedPdu snack) {
        return require(target).retransmit(snack);
    }

    @Override
    public void deallocateTaskResources(DatamoverTask task) {
        require(initiator).end((TcpInitiatorTask) task);
    }

    @Override
    public void abortTask(DatamoverTask task) {
        require(target).abort((TcpTargetTask) task);
    }

    @Override
    public boolean allocateConnectionResources(ConnectionResources resources) {
        receiveCount = resources.receiveCount();
        sendCount = resources.sendCount();
        taskCount = resources.taskCount();
        try {
            pdus.reserve(resources.sendCount(), resources.sendCount() * MAX_PDUS_PER_COUNTED);
            return true;
        } catch (RdmaException | OutOfMemoryError e) {
            LOG.warn("{}: no memory for full feature phase ({}): {}", description, resources, e.getMessage());
            return false;
        }
    }

    @Override
    public void noticeKeyValues(DatamoverParameters parameters) {
        OperationalParameters values = parameters.negotiated();
        negotiated = values;
        description = "TCP, digests of headers " + values.headerDigest() + " and of data " + values.dataDigest() + ", "
                + addresses;
        maxControlDataBytes = Math.min(values.maxSendDataSegmentLengthBytes(), TcpControlPdus.LARGE_DATA_BYTES);
        side.start(values);
    }

    /** Digests begin with the first PDU after login, in each direction. */
    @Override
    public void enableDatamover(@Nullable ControlPdu finalLoginResponse) {
        if (finalLoginResponse != null) {
            sendControl(finalLoginResponse);
        }
        transmitter.handOver();
        OperationalParameters values = require(negotiated);
        boolean ofHeaders = values.headerDigest() == Digest.CRC32C;
        boolean ofData = values.dataDigest() == Digest.CRC32C;
        int longestBytes = values.maxReceiveDataSegmentLengthBytes();
        writer.digests(ofHeaders, ofData);
        receiver.fullFeature(longestBytes, ofHeaders, ofData);
        places.fullFeature(receiveCount, taskCount, target == null ? 0 : values.firstBurstLengthBytes(), longestBytes);
    }

    @Override
    public int maxControlDataBytes() {
        return maxControlDataBytes;
    }

    @Override
    public String description() {
        return description;
    }

    // ---- The end.

    @Override
    public void connectionTerminate() {
        stream().close();
    }

    @Override
    public void connectionAbort() {
        stream().abort("dropped");
    }

    @Override
    public void onStreamEnd(String reason, boolean orderly) {
        if (!closed) {
            listener.connectionTerminateNotify(reason, orderly);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (stream != null) {
            stream.abort("closed");
        }
        pdus.close();
        places.close();
    }

    private TcpStream stream() {
        return require(stream);
    }

    private static <T> T require(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("called in the wrong role or before the connection stands");
        }
        return part;
    }
}
