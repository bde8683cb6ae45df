package io.isere.rdma.soft;

import io.isere.rdma.verbs.WorkCompletion;
import io.isere.rdma.verbs.WorkOpcode;
import io.isere.rdma.verbs.WorkStatus;
import org.jspecify.annotations.Nullable;

/** A place in a completion queue's ring. Thread: the queue's loop. Allocates nothing after construction. */
final class CompletionSlot {
    private @Nullable SoftQueuePair queuePair;
    private @Nullable WorkQueue queue;
    private long id;
    private WorkStatus status = WorkStatus.SUCCESS;
    private WorkOpcode opcode = WorkOpcode.SEND;
    private int byteCount;
    private boolean invalidated;
    private int invalidatedStag;

    void set(SoftQueuePair owner, WorkQueue of, WorkEntry entry) {
        queuePair = owner;
        queue = of;
        id = entry.id();
        status = entry.status();
        opcode = entry.opcode();
        byteCount = entry.byteCount();
        invalidated = entry.isInvalidated();
        invalidatedStag = entry.invalidateStag();
    }

    boolean belongsTo(SoftQueuePair other) {
        return queuePair == other;
    }

    void clear() {
        queuePair = null;
        queue = null;
    }

    /** Empties the slot, gives the credit back and calls the handler, which may post again at once. */
    void deliver(WorkCompletion completion) {
        SoftQueuePair owner = queuePair;
        WorkQueue of = queue;
        if (owner == null || of == null) {
            return;
        }
        completion.set(id, status, opcode, byteCount);
        if (invalidated) {
            completion.invalidated(invalidatedStag);
        }
        clear();
        of.giveBackCredit();
        owner.deliver(completion);
    }
}
