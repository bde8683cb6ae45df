package io.isere.rdma.verbs;

/** What a work request does, and what a completion reports (RFC 5040 section 4). */
public enum WorkOpcode {
    /** Send, with the Solicited Event bit when the request says so. */
    SEND,
    /** Send with Invalidate of one of the peer's STags. */
    SEND_INVALIDATE,
    /** RDMA Write into the peer's memory; nothing is reported there. */
    RDMA_WRITE,
    /** RDMA Read from the peer's memory into exactly one local range. */
    RDMA_READ,
    /** A receive, filled by one Send of the peer. */
    RECEIVE
}
