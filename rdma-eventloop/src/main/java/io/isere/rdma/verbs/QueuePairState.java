package io.isere.rdma.verbs;

/** States of a queue pair (RFC 5040 section 6 names the stream's; ibverbs' names are used). */
public enum QueuePairState {
    /** Not connected; receives may be posted. */
    INIT,
    /** Connecting: the request was sent or is being accepted. */
    CONNECTING,
    /** Ready to send. */
    READY,
    /** Disconnected or broken; posted work is being flushed. */
    ERROR,
    /** Flushed, and its disconnect was reported; nothing more will be reported. */
    CLOSED
}
