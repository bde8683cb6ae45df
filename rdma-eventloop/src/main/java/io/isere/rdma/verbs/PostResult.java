package io.isere.rdma.verbs;

/** What became of a post call. */
public enum PostResult {
    /** Queued; exactly one completion follows when signaled, at most one (an error) when not. */
    POSTED,
    /** The work queue is full; post again after a completion. */
    QUEUE_FULL,
    /** The queue pair is not in a state to take it; nothing was queued and nothing will be reported. */
    NOT_CONNECTED,
    /** The request is malformed: too long, too many entries, a range outside its region, a missing right, or a read at ORD 0. */
    INVALID
}
