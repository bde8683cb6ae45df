package io.isere.tcp;

import io.isere.scsi.task.DataSegments;
import org.jspecify.annotations.Nullable;

/**
 * What a target keeps for a task slot: the data it sends, the R2Ts it has out. Made once a slot; thread: the connection's
 * loop.
 */
final class TcpTargetTask extends TcpTask {
    final TcpDataInBurst dataIn;
    final TcpR2t[] r2ts = new TcpR2t[MAX_BURSTS];

    // The Get_Data under way.
    @Nullable
    DataSegments into;

    /** Buffer offset minus offset in {@link #into}. */
    int intoShiftBytes;

    int nextOffsetBytes;
    int unaskedBytes;
    int missingBytes;
    int r2tsOut;

    /** A command is in the slot and its status is not acknowledged, or not sent. */
    boolean open;

    /** Answers to SNACKs that use its data and have not left. */
    int replaysOut;

    /** Its status is acknowledged, and only such answers are left of it. */
    boolean over;

    /** The tag of the last R-Data SNACK; 0: there was none. */
    int snackTag;

    /** How often data of it was asked for again. */
    int recoveries;

    TcpTargetTask(int index, Object owner, TcpTargetSide side) {
        super(index, owner);
        dataIn = new TcpDataInBurst(this, side);
        for (int i = 0; i < MAX_BURSTS; i++) {
            r2ts[i] = new TcpR2t(this, i, side);
        }
    }

    /** A new command is in the slot. */
    void begin(int tag, long lunOfTask) {
        initiatorTaskTag = tag;
        lun = lunOfTask;
        nextSn = 0;
        open = true;
        over = false;
        snackTag = 0;
        recoveries = 0;
        dataIn.clear();
    }

    void prepareGet(DataSegments data, int intoOffsetBytes, int bufferOffsetBytes, int lengthBytes) {
        into = data;
        intoShiftBytes = bufferOffsetBytes - intoOffsetBytes;
        nextOffsetBytes = bufferOffsetBytes;
        unaskedBytes = lengthBytes;
        missingBytes = lengthBytes;
    }

    /** An R2T that is not out; null when all are. */
    @Nullable
    TcpR2t freeR2t() {
        for (TcpR2t r2t : r2ts) {
            if (!r2t.out) {
                return r2t;
            }
        }
        return null;
    }
}
