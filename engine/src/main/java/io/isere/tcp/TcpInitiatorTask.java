package io.isere.tcp;

import io.isere.datamover.Coverage;
import io.isere.scsi.task.DataSegments;
import org.jspecify.annotations.Nullable;

/**
 * What an initiator keeps for a task slot: where the command's data is, and the R2Ts being answered. Made once a slot;
 * thread: the connection's loop.
 */
final class TcpInitiatorTask extends TcpTask {
    /** Answers to R2Ts, each in use while its data is being sent. */
    final TcpDataOutBurst[] bursts = new TcpDataOutBurst[MAX_BURSTS];

    /** A command is in the slot and its response has not come. */
    boolean active;

    @Nullable
    DataSegments dataOut;

    @Nullable
    DataSegments dataIn;

    /** Bytes of Data-In in place. */
    int receivedBytes;

    /** What has come, where the order is free; made when that is so. */
    private @Nullable Coverage coverage;

    /** PDUs on their way that are sent from the task's memory. */
    int pdusOnTheirWay;

    /** A response that came while such PDUs were on their way; the session hears of it when they have left. */
    @Nullable
    TcpReceivedPdu heldResponse;

    TcpInitiatorTask(int index, Object owner, TcpInitiatorSide side) {
        super(index, owner);
        for (int i = 0; i < MAX_BURSTS; i++) {
            bursts[i] = new TcpDataOutBurst(this, side);
        }
    }

    void begin(int tag, long lunOfTask, @Nullable DataSegments out, @Nullable DataSegments in) {
        active = true;
        initiatorTaskTag = tag;
        lun = lunOfTask;
        dataOut = out;
        dataIn = in;
        nextSn = 0;
        receivedBytes = 0;
        if (coverage != null) {
            coverage.clear();
        }
    }

    /** What has come, for commands whose Data-In comes in any order. */
    Coverage coverage() {
        Coverage own = coverage;
        if (own == null) {
            own = new Coverage();
            coverage = own;
        }
        return own;
    }

    /** A burst that is not in use; null when the target has too many R2Ts outstanding. */
    @Nullable
    TcpDataOutBurst freeBurst() {
        for (TcpDataOutBurst burst : bursts) {
            if (!burst.inLine) {
                return burst;
            }
        }
        return null;
    }
}
