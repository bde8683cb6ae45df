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

    /** A DataACK is owed, with that tag and LUN, when no data is missing (RFC 7143 section 11.16.2). */
    boolean ackAsked;

    int ackTag;
    long ackLun;

    private @Nullable TcpMissing missing;

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
        ackAsked = false;
        TcpMissing before = missing;
        if (before != null) {
            before.clear();
        }
    }

    /** Numbered PDUs of it that are lost. */
    TcpMissing missing() {
        TcpMissing some = missing;
        if (some == null) {
            some = new TcpMissing();
            missing = some;
        }
        return some;
    }

    /** Whether a numbered PDU of it is lost. */
    boolean misses(int number) {
        TcpMissing some = missing;
        return some != null && some.contains(number);
    }

    /** Whether any is. */
    boolean missesData() {
        TcpMissing some = missing;
        return some != null && !some.isEmpty();
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
