package io.isere.iser;

import io.isere.datamover.ReceivedPdu;
import io.isere.iscsi.pdu.Bhs;
import io.isere.rdma.verbs.MemoryRegion;

/**
 * One receive buffer: iSER header, BHS, data. Owned by the wire while posted, by the session while retained.
 *
 * <p>Thread: the connection's loop.
 */
final class IserReceivedPdu extends ReceivedPdu {
    /** Data bytes a receive buffer holds: login and text PDUs are sized by iSCSI's default of 8192. */
    static final int DATA_BYTES = 8192;

    /** Memory of one receive buffer. */
    static final int LENGTH_BYTES = IserControlHeader.LENGTH_BYTES + Bhs.LENGTH_BYTES + DATA_BYTES;

    private final IserDatamover datamover;
    private final int index;
    private final MemoryRegion region;
    private final int offsetBytes;

    IserReceivedPdu(IserDatamover datamover, int index, MemoryRegion region, int offsetBytes) {
        super(region.slab().bytes(), offsetBytes + IserControlHeader.LENGTH_BYTES);
        this.datamover = datamover;
        this.index = index;
        this.region = region;
        this.offsetBytes = offsetBytes;
    }

    int index() {
        return index;
    }

    MemoryRegion region() {
        return region;
    }

    /** Where the iSER header begins. */
    int offsetBytes() {
        return offsetBytes;
    }

    @Override
    protected void repost() {
        datamover.postReceive(this);
    }
}
