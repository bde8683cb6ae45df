package io.isere.tcp;

import io.isere.datamover.ControlPdu;
import io.isere.iscsi.pdu.AnyBhs;
import io.isere.iscsi.pdu.Bhs;
import io.isere.rdma.memory.Slab;
import io.isere.scsi.task.DataSegments;
import org.jspecify.annotations.Nullable;

/**
 * The sending of one control PDU, with data from a task's memory in place of its own if there is any.
 *
 * <p>Made with its PDU and reused with it. Thread: the connection's loop; allocates at construction only.
 */
final class TcpControlSend implements Outgoing {
    /** Hears when a control PDU has left. */
    interface Sent {
        void onControlSent(TcpControlSend send);

        /** The status of a task is about to leave that may have to be sent again; what goes before it has left. */
        void beforeRetained(TcpControlSend send, TcpTask task);
    }

    private final ControlPdu pdu;
    private final Slab slab;
    private final Sent sent;
    private final AnyBhs bhs = new AnyBhs();
    private @Nullable DataSegments data;
    private int dataOffsetBytes;
    private int dataBytes;

    /** The next one in the pool's list of free ones. */
    @Nullable
    TcpControlSend nextFree;

    /** The task whose memory it uses, or which it ends. */
    @Nullable
    TcpTask task;

    /** Whether it is kept until the initiator acknowledges it; see {@link TcpRetained}. */
    boolean retained;

    /** How often it is on its way, where that is counted. */
    int onTheWay;

    TcpControlSend(ControlPdu pdu, Slab slab, Sent sent) {
        this.pdu = pdu;
        this.slab = slab;
        this.sent = sent;
    }

    ControlPdu pdu() {
        return pdu;
    }

    /** Sends a range of a task's memory as the data segment. */
    void carry(TcpTask owner, DataSegments memory, int offsetBytes, int lengthBytes) {
        task = owner;
        data = memory;
        dataOffsetBytes = offsetBytes;
        dataBytes = lengthBytes;
    }

    void clear() {
        task = null;
        data = null;
    }

    @Override
    public boolean emit(TcpPduWriter writer) {
        if (!writer.hasRoom()) {
            return false;
        }
        bhs.wrap(pdu.buffer(), pdu.bhsOffset());
        if (retained && task != null) {
            sent.beforeRetained(this, task);
        }
        int headerBytes = Bhs.LENGTH_BYTES + bhs.totalAhsLengthBytes();
        DataSegments carried = data;
        if (carried != null) {
            writer.addWithData(slab, pdu.bhsOffset(), headerBytes, carried, dataOffsetBytes, dataBytes, this);
        } else {
            writer.addWhole(slab, pdu.bhsOffset(), headerBytes, bhs.paddedDataSegmentLengthBytes(), this);
        }
        return true;
    }

    @Override
    public void onPduSent(boolean last) {
        sent.onControlSent(this);
    }
}
