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
    private final Cursor sent = new Cursor();
    private @Nullable DataSegments data;
    private int firstOffsetBytes;
    private int firstSn;
    private int lengthBytes;
    private int statusCount;
    private @Nullable TcpControlSend status;

    TcpDataInBurst(TcpTargetTask task, TcpTargetSide side) {
        this.task = task;
        this.side = side;
    }

    void begin(DataSegments memory, int bufferOffsetBytes, int bytes) {
        if (sent.doneBytes < lengthBytes) {
            throw new IllegalStateException("one Put_Data of a task at a time");
        }
        data = memory;
        firstOffsetBytes = bufferOffsetBytes;
        firstSn = task.nextSn;
        lengthBytes = bytes;
        sent.begin();
        statusCount = side.numbers().statusCount();
        status = null;
    }

    /** A new command is in the slot. */
    void clear() {
        lengthBytes = 0;
        sent.doneBytes = 0;
        data = null;
    }

    /** Whether the last PDU has not been handed over yet, and no status of another task would be overtaken by one in it. */
    boolean canCarryStatus() {
        return sent.doneBytes < lengthBytes && statusCount == side.numbers().statusCount();
    }

    /** Sends the status of a SCSI Response in the last PDU, in its stead. */
    void carryStatus(TcpControlSend send) {
        status = send;
    }

    /** Forgets what has not been handed over. */
    void cancel() {
        lengthBytes = sent.doneBytes;
    }

    /** What is sent; null when nothing is. */
    @Nullable
    DataSegments data() {
        return data;
    }

    /** DataSN of the first PDU. */
    int firstSn() {
        return firstSn;
    }

    /** Whether all of it has been handed over. */
    boolean isHandedOver() {
        return sent.doneBytes == lengthBytes;
    }

    /** DataSN behind the last PDU, with PDUs as long as they may be now. */
    int endSn() {
        Cursor all = cursor();
        while (all.doneBytes < lengthBytes) {
            all.next();
        }
        return all.dataSn;
    }

    /** Goes through its PDUs once more, from the first. */
    Cursor cursor() {
        Cursor again = new Cursor();
        again.begin();
        return again;
    }

    @Override
    public boolean emit(TcpPduWriter writer) {
        DataSegments memory = data;
        while (sent.doneBytes < lengthBytes && memory != null) {
            if (!writer.hasRoom()) {
                return false;
            }
            sent.write(writer, memory, this, sent.isLast());
            task.nextSn = sent.dataSn;
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

    /** How far the burst has been made into PDUs. */
    final class Cursor {
        private int doneBytes;
        private int inSequenceBytes;
        private int dataSn;

        private void begin() {
            doneBytes = 0;
            inSequenceBytes = 0;
            dataSn = firstSn;
        }

        /** DataSN of the next PDU. */
        int dataSn() {
            return dataSn;
        }

        private int bytes() {
            int sequenceLeftBytes = side.maxBurstBytes() - inSequenceBytes;
            return Math.min(Math.min(lengthBytes - doneBytes, sequenceLeftBytes), side.maxSendDataBytes());
        }

        private boolean isLast() {
            return doneBytes + bytes() == lengthBytes;
        }

        /** Leaves a PDU out. */
        void next() {
            int bytes = bytes();
            boolean sequenceEnds = isLast() || bytes == side.maxBurstBytes() - inSequenceBytes;
            inSequenceBytes = sequenceEnds ? 0 : inSequenceBytes + bytes;
            doneBytes += bytes;
            dataSn++;
        }

        /** Hands the next PDU to the writer. */
        void write(TcpPduWriter writer, DataSegments memory, Outgoing owner, boolean lastOfOwner) {
            int bytes = bytes();
            int offset = doneBytes;
            boolean last = isLast();
            boolean sequenceEnds = last || bytes == side.maxBurstBytes() - inSequenceBytes;
            header.wrap(writer.headerBuffer(), writer.headerOffset())
                    .init()
                    .finalBit(sequenceEnds)
                    .lun(0)
                    .initiatorTaskTag(task.initiatorTaskTag)
                    .dataSn(dataSn)
                    .bufferOffsetBytes(firstOffsetBytes + offset)
                    .dataSegmentLengthBytes(bytes);
            side.numbers().showWindow(header);
            TcpControlSend carried = status;
            if (last && carried != null) {
                writeStatus(carried);
            }
            next();
            writer.addGenerated(memory, offset, bytes, owner, lastOfOwner);
        }
    }
}
