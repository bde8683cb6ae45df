package io.isere.tcp;

import io.isere.iscsi.pdu.DataInBhs;
import io.isere.iscsi.pdu.ScsiResponseBhs;
import io.isere.scsi.task.DataSegments;
import org.jspecify.annotations.Nullable;

/**
 * The Data-In PDUs of one Put_Data, in sequences of MaxBurstLength; the last one carries the status when it is known in
 * time (phase collapse, RFC 7143 section 11.7.3).
 *
 * <p>Made with its task slot and reused. Thread: the connection's loop; allocates at construction only.
 */
final class TcpDataInBurst implements Outgoing {
    private final TcpTargetTask task;
    private final TcpTargetSide side;
    private final DataInBhs header = new DataInBhs();
    private final ScsiResponseBhs response = new ScsiResponseBhs();
    private @Nullable DataSegments data;
    private int firstOffsetBytes;
    private int doneBytes;
    private int lengthBytes;
    private int inSequenceBytes;
    private int statusCount;
    private @Nullable TcpControlSend status;

    TcpDataInBurst(TcpTargetTask task, TcpTargetSide side) {
        this.task = task;
        this.side = side;
    }

    void begin(DataSegments memory, int bufferOffsetBytes, int bytes) {
        if (doneBytes < lengthBytes) {
            throw new IllegalStateException("one Put_Data of a task at a time");
        }
        data = memory;
        firstOffsetBytes = bufferOffsetBytes;
        doneBytes = 0;
        lengthBytes = bytes;
        inSequenceBytes = 0;
        statusCount = side.numbers().statusCount();
        status = null;
    }

    /** Whether the last PDU has not been handed over yet, and no status of another task would be overtaken by one in it. */
    boolean canCarryStatus() {
        return doneBytes < lengthBytes && statusCount == side.numbers().statusCount();
    }

    /** Sends the status of a SCSI Response in the last PDU, in its stead. */
    void carryStatus(TcpControlSend send) {
        status = send;
    }

    /** Forgets what has not been handed over. */
    void cancel() {
        lengthBytes = doneBytes;
    }

    @Override
    public boolean emit(TcpPduWriter writer) {
        DataSegments memory = data;
        while (doneBytes < lengthBytes && memory != null) {
            if (!writer.hasRoom()) {
                return false;
            }
            int sequenceLeftBytes = side.maxBurstBytes() - inSequenceBytes;
            int bytes = Math.min(Math.min(lengthBytes - doneBytes, sequenceLeftBytes), side.maxSendDataBytes());
            boolean last = doneBytes + bytes == lengthBytes;
            boolean sequenceEnds = last || bytes == sequenceLeftBytes;
            inSequenceBytes = sequenceEnds ? 0 : inSequenceBytes + bytes;
            header.wrap(writer.headerBuffer(), writer.headerOffset())
                    .init()
                    .finalBit(sequenceEnds)
                    .lun(0)
                    .initiatorTaskTag(task.initiatorTaskTag)
                    .dataSn(task.nextSn++)
                    .bufferOffsetBytes(firstOffsetBytes + doneBytes)
                    .dataSegmentLengthBytes(bytes);
            side.numbers().showWindow(header);
            TcpControlSend carried = status;
            if (last && carried != null) {
                writeStatus(carried);
            }
            writer.addGenerated(memory, doneBytes, bytes, this, last);
            doneBytes += bytes;
        }
        return true;
    }

    private void writeStatus(TcpControlSend send) {
        response.wrap(send.pdu().buffer(), send.pdu().bhsOffset());
        header.statusBit(true)
                .overflowBit(response.overflowBit())
                .underflowBit(response.underflowBit())
                .residualCountBytes(response.residualCountBytes())
                .status(response.status())
                .statSn(response.statSn())
                .expCmdSn(response.expCmdSn())
                .maxCmdSn(response.maxCmdSn());
    }

    @Override
    public void onPduSent(boolean last) {
        TcpControlSend carried = status;
        if (last && carried != null) {
            status = null;
            side.onStatusSent(carried);
        }
    }
}
