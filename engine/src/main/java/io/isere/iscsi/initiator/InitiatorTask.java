package io.isere.iscsi.initiator;

import io.isere.datamover.DatamoverTask;
import io.isere.datamover.LoopBuffers;
import io.isere.datamover.TaskTag;
import io.isere.rdma.verbs.BufferLease;
import io.isere.scsi.task.DataSegments;
import io.isere.scsi.task.ScsiTask;
import org.jspecify.annotations.Nullable;

/**
 * A task slot of an initiator session: the command that is with the target, and what the wire keeps for it.
 *
 * <p>Made with its session, reused for every command of the slot. Thread: the session's loop.
 */
final class InitiatorTask {
    private final int index;
    private int generation;
    /** What the datamover of each connection keeps for the slot, by CID. */
    private final @Nullable DatamoverTask[] datamoverTasks;

    /** The connection that the command in the slot was sent on (connection allegiance, RFC 7143 section 4.2.5.1). */
    @Nullable
    FullFeatureConnection connection;

    /** The command in the slot; null when the slot is free. */
    @Nullable
    ScsiTask scsi;

    /** When recovery begins, on the loop's clock. */
    long deadlineNs;

    /** When it was sent, on the loop's clock. */
    long sentNs;

    /** CmdSN the command was sent with. */
    int cmdSn;

    /** Recovery of the command has begun: an ABORT TASK is out. */
    boolean aborting;

    /** Registered memory that stands in for the application's, where the wire cannot reach that. */
    final BufferLease bounce = LoopBuffers.newLease();

    /** The ranges of {@link #bounce}. */
    final DataSegments bounceData = new DataSegments();

    InitiatorTask(int index, int connections) {
        this.index = index;
        datamoverTasks = new @Nullable DatamoverTask[connections];
    }

    int index() {
        return index;
    }

    /** The slot's tag for a new command: the next generation. */
    int nextTag() {
        generation = generation + 1 & 0x7fff;
        return tag();
    }

    /** The tag of the command in the slot. */
    int tag() {
        return TaskTag.pack(index, generation);
    }

    /** Whether a command is in the slot that should have been answered by now. */
    boolean isOverdue(long nowNs) {
        return scsi != null && nowNs - deadlineNs >= 0;
    }

    DatamoverTask datamoverTask() {
        FullFeatureConnection sentOn = connection;
        DatamoverTask task = sentOn == null ? null : datamoverTasks[sentOn.cid()];
        if (task == null) {
            throw new IllegalStateException("task slot " + index + " was not bound to its connection");
        }
        return task;
    }

    /** Takes what the datamover of a connection keeps for the slot. */
    void bind(int cid, DatamoverTask task) {
        datamoverTasks[cid] = task;
    }

    /** What the wire moves for the command: its own memory or what stands in for it. */
    DataSegments dataOf(ScsiTask task) {
        return bounceData.count() > 0 ? bounceData : task.clientData();
    }
}
