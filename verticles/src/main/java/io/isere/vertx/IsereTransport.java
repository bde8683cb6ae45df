package io.isere.vertx;

/** What carries sessions between initiator and target. */
public enum IsereTransport {
    /** iSCSI extensions for RDMA (RFC 7145), over the provider that was chosen. */
    ISER,
    /** Plain iSCSI over TCP (RFC 7143). */
    TCP,
    /** As target, both on every portal, told apart by their first bytes; as initiator, iSER, and TCP where that fails. */
    AUTO
}
