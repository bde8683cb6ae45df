package io.isere.rdma.verbs;

/** How a work request ended; names follow {@code ibv_wc_status}. */
public enum WorkStatus {
    SUCCESS,
    /** A Send was longer than the receive it met, or a request named more bytes than its memory has. */
    LOCAL_LENGTH_ERROR,
    /** A request named local memory that is not registered or lacks the right. */
    LOCAL_PROTECTION_ERROR,
    /** The queue pair broke or was disconnected before the request was done. */
    FLUSHED,
    /** The peer found the request invalid: no such STag, bounds. */
    REMOTE_ACCESS_ERROR,
    /** The peer ended the stream for another reason than access. */
    REMOTE_OPERATION_ERROR,
    /** The provider failed inside. */
    FATAL
}
