package io.isere.rdma.iwarp.mpa;

/**
 * What both ends do after an accepted MPA exchange.
 *
 * @param revision revision of the exchange
 * @param crc CRCs are generated and checked
 * @param ird inbound RDMA Reads this end serves at a time
 * @param ord outbound RDMA Reads this end may have outstanding
 * @param readyToReceive the initiator's first message, when the peer-to-peer model was agreed
 */
public record MpaAgreement(int revision, boolean crc, int ird, int ord, ReadyToReceive readyToReceive) {
    /** For logs. */
    public String description() {
        return "iwarp MPA rev " + revision + ", CRC " + (crc ? "on" : "off")
                + (readyToReceive == ReadyToReceive.NONE ? "" : ", RTR " + readyToReceive);
    }
}
