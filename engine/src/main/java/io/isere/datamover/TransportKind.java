package io.isere.datamover;

/** Kinds of transport below the datamover line. */
public enum TransportKind {
    /** iSCSI extensions for RDMA. */
    ISER,
    /** Plain iSCSI over TCP. */
    TCP
}
