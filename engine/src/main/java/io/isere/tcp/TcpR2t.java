package io.isere.tcp;

import io.isere.datamover.Coverage;
import io.isere.iscsi.pdu.ReadyToTransferBhs;
import org.jspecify.annotations.Nullable;

/**
 * One R2T and the Data-Out sequence that answers it (RFC 7143 sections 11.7 and 11.8).
 *
 * <pre>
 *  31 30          20 19     16 15             0    Target Transfer Tag
 * +--+--------------+---------+----------------+
 * |0 |  generation  | number  |   slot index   |
 * +--+--------------+---------+----------------+
 * </pre>
 *
 * <p>Made with its task slot and reused. Thread: the connection's loop; allocates at construction only.
 */
final class TcpR2t implements Outgoing {
    private static final int GENERATION_MASK = 0x7ff;

    private final TcpTargetTask task;
    private final int number;
    private final TcpTargetSide side;
    private final ReadyToTransferBhs header = new ReadyToTransferBhs();
    private int generation;
    private boolean handedOver;

    /** Whether it is in line or waits for its data. */
    boolean out;

    int offsetBytes;
    int lengthBytes;
    int receivedBytes;
    int nextDataSn;
    /** What has come, where the order is free; made when that is so. */
    private @Nullable Coverage coverage;

    TcpR2t(TcpTargetTask task, int number, TcpTargetSide side) {
        this.task = task;
        this.number = number;
        this.side = side;
    }

    /** Number of the R2T in a tag that is ours or pretends to be. */
    static int numberOf(int transferTag) {
        return (transferTag >>> 16) & (TcpTask.MAX_BURSTS - 1);
    }

    void begin(int bufferOffsetBytes, int desiredBytes) {
        out = true;
        handedOver = false;
        generation = (generation + 1) & GENERATION_MASK;
        offsetBytes = bufferOffsetBytes;
        lengthBytes = desiredBytes;
        receivedBytes = 0;
        nextDataSn = 0;
        if (coverage != null) {
            coverage.clear();
        }
    }

    /** What has come, for bursts whose PDUs come in any order. */
    Coverage coverage() {
        Coverage own = coverage;
        if (own == null) {
            own = new Coverage();
            coverage = own;
        }
        return own;
    }

    /** Whether the tag is that of this R2T, and the initiator can have seen it. */
    boolean answersTo(int transferTag) {
        return out && handedOver && transferTag == transferTag();
    }

    private int transferTag() {
        return (generation << 20) | (number << 16) | task.index();
    }

    @Override
    public boolean emit(TcpPduWriter writer) {
        if (!writer.hasRoom()) {
            return false;
        }
        header.wrap(writer.headerBuffer(), writer.headerOffset())
                .init()
                .lun(task.lun)
                .initiatorTaskTag(task.initiatorTaskTag)
                .targetTransferTag(transferTag())
                .r2tSn(task.nextSn++)
                .bufferOffsetBytes(offsetBytes)
                .desiredDataTransferLengthBytes(lengthBytes);
        side.numbers().show(header);
        handedOver = true;
        writer.addGenerated(null, 0, 0, this, true);
        return true;
    }

    @Override
    public void onPduSent(boolean last) {
        // What is waited for is its answer.
    }
}
