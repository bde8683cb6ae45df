package io.isere.tcp;

import io.isere.iscsi.pdu.DataOutBhs;
import io.isere.scsi.task.DataSegments;

/**
 * The answer to one R2T: a sequence of Data-Out PDUs (RFC 7143 section 11.7).
 *
 * <p>Made with its task slot and reused. Thread: the connection's loop; allocates at construction only.
 */
final class TcpDataOutBurst implements Outgoing {
    private final TcpInitiatorTask task;
    private final TcpInitiatorSide side;
    private final DataOutBhs dataOut = new DataOutBhs();
    private int transferTag;
    private int offsetBytes;
    private int leftBytes;
    private int dataSn;

    /** Whether it waits in line or is being sent. */
    boolean inLine;

    TcpDataOutBurst(TcpInitiatorTask task, TcpInitiatorSide side) {
        this.task = task;
        this.side = side;
    }

    void begin(int targetTransferTag, int bufferOffsetBytes, int lengthBytes) {
        inLine = true;
        transferTag = targetTransferTag;
        offsetBytes = bufferOffsetBytes;
        leftBytes = lengthBytes;
        dataSn = 0;
    }

    @Override
    public boolean emit(TcpPduWriter writer) {
        DataSegments data = task.dataOut;
        while (leftBytes > 0 && data != null) {
            if (!writer.hasRoom()) {
                return false;
            }
            int bytes = Math.min(leftBytes, side.maxSendDataBytes());
            dataOut.wrap(writer.headerBuffer(), writer.headerOffset())
                    .init()
                    .finalBit(bytes == leftBytes)
                    .lun(task.lun)
                    .initiatorTaskTag(task.initiatorTaskTag)
                    .targetTransferTag(transferTag)
                    .expStatSn(side.expStatSn())
                    .dataSn(dataSn++)
                    .bufferOffsetBytes(offsetBytes)
                    .dataSegmentLengthBytes(bytes);
            leftBytes -= bytes;
            task.pdusOnTheirWay++;
            writer.addGenerated(data, offsetBytes, bytes, this, leftBytes == 0);
            offsetBytes += bytes;
        }
        inLine = false;
        return true;
    }

    @Override
    public void onPduSent(boolean last) {
        side.onDataOutSent(task);
    }
}
