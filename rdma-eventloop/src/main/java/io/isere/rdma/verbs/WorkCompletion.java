package io.isere.rdma.verbs;

/**
 * A completion as the handler sees it. One mutable object a completion queue: valid only while the handler runs, so copy
 * what must outlive it. Thread: the queue's loop.
 */
public final class WorkCompletion {
    private long id;
    private WorkStatus status = WorkStatus.SUCCESS;
    private WorkOpcode opcode = WorkOpcode.SEND;
    private int byteCount;
    private boolean invalidated;
    private int invalidatedStag;

    /** For providers: fills all fields at once. */
    public WorkCompletion set(long workId, WorkStatus workStatus, WorkOpcode workOpcode, int bytes) {
        id = workId;
        status = workStatus;
        opcode = workOpcode;
        byteCount = bytes;
        invalidated = false;
        invalidatedStag = 0;
        return this;
    }

    /** For providers: marks a receive whose Send invalidated an STag of this side. */
    public WorkCompletion invalidated(int stag) {
        invalidated = true;
        invalidatedStag = stag;
        return this;
    }

    /** The cookie of the work request. */
    public long id() {
        return id;
    }

    /** How it ended; when not SUCCESS only {@link #id} and {@link #opcode} mean something besides. */
    public WorkStatus status() {
        return status;
    }

    /** What was done. */
    public WorkOpcode opcode() {
        return opcode;
    }

    /** Bytes received, or moved by an RDMA Read. */
    public int byteCount() {
        return byteCount;
    }

    /** Whether the Send that filled this receive invalidated one of our STags. */
    public boolean isInvalidated() {
        return invalidated;
    }

    /** That STag. */
    public int invalidatedStag() {
        return invalidatedStag;
    }
}
