package io.isere.iscsi.login;

/** What carries a connection's PDUs. */
public enum Transport {
    /** Plain iSCSI. */
    TCP,
    /** RDMA with iSER (RFC 7145). */
    ISER
}
