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

    /** A Data-Out of the sequence was lost: when it has ended it is asked for again. */
    boolean damaged;

    /** R2TSN, when it was handed over. */
    private int sn;

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
        damaged = false;
    }

    /** Whether it waits for its data under that R2TSN. */
    boolean isOutAs(int r2tSn) {
        return out && handedOver && sn == r2tSn;
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
        sn = task.nextSn++;
        handedOver = true;
        write(writer, this);
        return true;
    }

    private void write(TcpPduWriter writer, Outgoing owner) {
        header.wrap(writer.headerBuffer(), writer.headerOffset())
                .init()
                .lun(task.lun)
                .initiatorTaskTag(task.initiatorTaskTag)
                .targetTransferTag(transferTag())
                .r2tSn(sn)
                .bufferOffsetBytes(offsetBytes)
                .desiredDataTransferLengthBytes(lengthBytes);
        side.numbers().show(header);
        writer.addGenerated(null, 0, 0, owner, true);
    }

    /** The same R2T once more (RFC 7143 section 11.16). Allocates. */
    Outgoing again() {
        int asked = sn;
        return new Outgoing() {
            @Override
            public boolean emit(TcpPduWriter writer) {
                if (!writer.hasRoom()) {
                    return false;
                }
                if (isOutAs(asked)) {
                    write(writer, this);
                }
                return true;
            }

            @Override
            public void onPduSent(boolean last) {
                // What is waited for is its answer.
            }
        };
    }

    @Override
    public void onPduSent(boolean last) {
        // What is waited for is its answer.
    }
}
