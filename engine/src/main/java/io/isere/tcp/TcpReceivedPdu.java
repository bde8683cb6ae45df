package io.isere.tcp;

import io.isere.datamover.ReceivedPdu;
import io.isere.iscsi.pdu.Bhs;
import io.isere.rdma.memory.Slab;

/** A place for a received PDU of the session's: header, AHS, data segment. Thread: the connection's loop. */
final class TcpReceivedPdu extends ReceivedPdu {
    /** Bytes before the data segment, at most. */
    static final int HEADERS_BYTES = Bhs.LENGTH_BYTES + Bhs.MAX_TOTAL_AHS_LENGTH_BYTES;

    private final TcpReceivedPdus pool;
    private final Slab slab;
    private final int sizeClass;

    TcpReceivedPdu(TcpReceivedPdus pool, Slab slab, int offset, int sizeClass) {
        super(slab.bytes(), offset);
        this.pool = pool;
        this.slab = slab;
        this.sizeClass = sizeClass;
    }

    Slab slab() {
        return slab;
    }

    int sizeClass() {
        return sizeClass;
    }

    @Override
    protected void repost() {
        pool.release(this);
    }
}
