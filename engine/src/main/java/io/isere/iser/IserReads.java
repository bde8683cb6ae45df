package io.isere.iser;

import io.isere.datamover.LoopMemory;
import io.isere.rdma.verbs.MemoryRegion;
import io.isere.rdma.verbs.PostResult;
import io.isere.rdma.verbs.QueuePair;
import io.isere.rdma.verbs.WorkId;
import io.isere.rdma.verbs.WorkOpcode;
import io.isere.rdma.verbs.WorkRequest;
import io.isere.scsi.task.DataSegments;
import org.jspecify.annotations.Nullable;

/**
 * Get_Data at the target: turns it into RDMA Reads, never more outstanding than the initiator said it can serve (ORD).
 *
 * <p>The credits are kept here and not left to the send queue, where a read without credit would hold up every response
 * behind it. Tasks that find none wait in line. Thread: the connection's loop; allocates nothing after construction.
 */
final class IserReads {
    /** Most bytes of one RDMA Read: large enough for speed, small enough to share the wire between tasks. */
    private static final int MAX_READ_BYTES = 1 << 20;

    private final LoopMemory memory;
    private final WorkRequest request = new WorkRequest(1).opcode(WorkOpcode.RDMA_READ);
    private int credits;
    private @Nullable IserTask firstWaiting;
    private @Nullable IserTask lastWaiting;

    IserReads(LoopMemory memory) {
        this.memory = memory;
    }

    /** Sets how many reads may be outstanding: the negotiated ORD. */
    void credits(int ord) {
        credits = ord;
    }

    /** Begins to read a task's data; its fields say what and from where. False when the connection must end. */
    boolean start(QueuePair queuePair, IserTask task) {
        if (firstWaiting != null) {
            enqueue(task);
            return true;
        }
        return advance(queuePair, task);
    }

    /** A read of the task has completed. False when the connection must end. */
    boolean onReadDone(QueuePair queuePair, IserTask task) {
        credits++;
        task.readsOutstanding--;
        IserTask waiting = firstWaiting;
        while (waiting != null && credits > 0) {
            dequeue(waiting);
            if (!advance(queuePair, waiting)) {
                return false;
            }
            waiting = firstWaiting;
        }
        return true;
    }

    /** Whether the task's data is complete. */
    boolean isDone(IserTask task) {
        return task.readsOutstanding == 0 && task.leftBytes == 0;
    }

    /** Posts no more reads of an aborted task; those outstanding still complete. */
    void abort(IserTask task) {
        task.leftBytes = 0;
        if (task.waiting) {
            dequeue(task);
        }
    }

    private boolean advance(QueuePair queuePair, IserTask task) {
        while (task.leftBytes > 0 && credits > 0) {
            if (!postOne(queuePair, task)) {
                return false;
            }
        }
        if (task.leftBytes > 0) {
            enqueueFirst(task);
        }
        return true;
    }

    private boolean postOne(QueuePair queuePair, IserTask task) {
        DataSegments into = task.into;
        if (into == null) {
            return false;
        }
        int segmentLeftBytes = into.lengthBytes(task.segmentIndex) - task.segmentDoneBytes;
        int bytes = Math.min(Math.min(segmentLeftBytes, task.leftBytes), MAX_READ_BYTES);
        MemoryRegion region = memory.regionOf(into.slab(task.segmentIndex));
        if (region == null) {
            return false;
        }
        request.id(WorkId.pack(task.generation, IserWork.READ, task.index()))
                .remote(task.writeStag, task.remoteOffset)
                .setSge(region, into.offsetBytes(task.segmentIndex) + task.segmentDoneBytes, bytes);
        if (queuePair.postSend(request) != PostResult.POSTED) {
            return false;
        }
        credits--;
        task.readsOutstanding++;
        task.leftBytes -= bytes;
        task.remoteOffset += bytes;
        task.segmentDoneBytes += bytes;
        if (task.segmentDoneBytes == into.lengthBytes(task.segmentIndex)) {
            task.segmentIndex++;
            task.segmentDoneBytes = 0;
        }
        return true;
    }

    private void enqueue(IserTask task) {
        task.waiting = true;
        task.nextWaiting = null;
        if (lastWaiting == null) {
            firstWaiting = task;
        } else {
            lastWaiting.nextWaiting = task;
        }
        lastWaiting = task;
    }

    private void enqueueFirst(IserTask task) {
        task.waiting = true;
        task.nextWaiting = firstWaiting;
        firstWaiting = task;
        if (lastWaiting == null) {
            lastWaiting = task;
        }
    }

    private void dequeue(IserTask task) {
        IserTask before = null;
        IserTask at = firstWaiting;
        while (at != null && at != task) {
            before = at;
            at = at.nextWaiting;
        }
        if (at == null) {
            return;
        }
        if (before == null) {
            firstWaiting = task.nextWaiting;
        } else {
            before.nextWaiting = task.nextWaiting;
        }
        if (lastWaiting == task) {
            lastWaiting = before;
        }
        task.nextWaiting = null;
        task.waiting = false;
    }
}
