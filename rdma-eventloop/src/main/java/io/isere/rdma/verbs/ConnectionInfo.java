package io.isere.rdma.verbs;

import java.net.InetSocketAddress;

/**
 * What was agreed when a connection was established.
 *
 * @param localAddress this end
 * @param remoteAddress the other end
 * @param privateData the peer's private data, without the provider's own part; empty when there was none
 * @param ird inbound RDMA Reads we serve at a time
 * @param ord outbound RDMA Reads we may have outstanding
 * @param description for logs: the wire's details, for example {@code iwarp MPA rev 2, CRC off}
 */
@SuppressWarnings("ArrayRecordComponent") // Private data is handed over once; nobody compares these records.
public record ConnectionInfo(
        InetSocketAddress localAddress,
        InetSocketAddress remoteAddress,
        byte[] privateData,
        int ird,
        int ord,
        String description) {}
