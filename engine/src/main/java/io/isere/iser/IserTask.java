package io.isere.iser;

import io.isere.datamover.ControlPdu;
import io.isere.datamover.DatamoverTask;
import io.isere.rdma.verbs.MemoryWindow;
import io.isere.scsi.task.DataSegments;
import org.jspecify.annotations.Nullable;

/**
 * What iSER keeps for one task slot.
 *
 * <p>At the initiator: the windows through which the target reaches the task's data, and the tag of the command that is
 * using them. At the target: the STags the initiator advertised, and the RDMA Reads under way. Made once a slot; thread:
 * the connection's loop.
 */
final class IserTask extends DatamoverTask {
    /** Counts the commands of the slot, for the work request's cookie. */
    int generation;

    // Initiator; no windows where the device has none.
    final @Nullable MemoryWindow readWindow;
    final @Nullable MemoryWindow writeWindow;
    int initiatorTaskTag;
    boolean advertised;

    // Target: what the initiator advertised.
    boolean hasReadStag;
    int readStag;
    long readOffset;
    boolean hasWriteStag;
    int writeStag;
    private long writeOffset;
    private long skippedBytes;
    private boolean skippedKnown;

    // Target: the Get_Data under way.
    @Nullable
    DataSegments into;

    int segmentIndex;
    int segmentDoneBytes;
    int leftBytes;
    long remoteOffset;
    int readsOutstanding;
    boolean aborted;
    boolean waiting;

    @Nullable
    IserTask nextWaiting;

    // Target: the response on its way.
    @Nullable
    ControlPdu response;

    IserTask(int index, Object owner, @Nullable MemoryWindow readWindow, @Nullable MemoryWindow writeWindow) {
        super(index, owner);
        this.readWindow = readWindow;
        this.writeWindow = writeWindow;
    }

    /** Target: keeps what a command's iSER header advertises. */
    void bind(IserControlHeader header) {
        generation++;
        hasReadStag = header.readStagValid();
        readStag = header.readStag();
        readOffset = header.readBaseOffset();
        hasWriteStag = header.writeStagValid();
        writeStag = header.writeStag();
        writeOffset = header.writeBaseOffset();
        skippedKnown = false;
        leftBytes = 0;
        aborted = false;
    }

    /**
     * Target: sets up a Get_Data. The first one of a command begins where the unsolicited data ended, which is where the
     * base offset points for an initiator whose Write STag covers the solicited data only.
     */
    void prepareRead(
            DataSegments data, int intoOffsetBytes, int bufferOffsetBytes, int lengthBytes, boolean wholeBuffer) {
        if (!skippedKnown) {
            skippedKnown = true;
            skippedBytes = wholeBuffer ? 0 : bufferOffsetBytes;
        }
        into = data;
        remoteOffset = writeOffset + bufferOffsetBytes - skippedBytes;
        leftBytes = lengthBytes;
        segmentIndex = 0;
        segmentDoneBytes = intoOffsetBytes;
        while (segmentDoneBytes > 0 && segmentDoneBytes >= data.lengthBytes(segmentIndex)) {
            segmentDoneBytes -= data.lengthBytes(segmentIndex);
            segmentIndex++;
        }
    }

    /** Initiator: ends what was advertised for the task; the target can no longer reach the memory. */
    void withdraw() {
        advertised = false;
        if (readWindow != null) {
            readWindow.invalidate();
        }
        if (writeWindow != null) {
            writeWindow.invalidate();
        }
    }
}
