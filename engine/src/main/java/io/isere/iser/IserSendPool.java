package io.isere.iser;

import io.isere.datamover.ControlPdu;
import io.isere.iscsi.pdu.Bhs;
import io.isere.rdma.verbs.MemoryRegion;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The control PDUs a connection can have on their way: places of one size in registered memory, each with room for the
 * iSER header in front of the BHS.
 *
 * <p>Thread: the connection's loop. Allocates at construction only.
 */
final class IserSendPool {
    /** Bytes before the data of a place: iSER header and BHS. */
    static final int HEADERS_BYTES = IserControlHeader.LENGTH_BYTES + Bhs.LENGTH_BYTES;

    private final MemoryRegion region;
    private final int firstIndex;
    private final ControlPdu[] pdus;
    private final int[] free;
    private int freeCount;

    /**
     * @param offsetBytes where in the region the places begin
     * @param firstIndex index of the first PDU, so that several pools share one numbering
     * @param dataBytes room for AHS and data of each, a multiple of 4
     */
    IserSendPool(MemoryRegion region, int offsetBytes, int firstIndex, int count, int dataBytes) {
        this.region = region;
        this.firstIndex = firstIndex;
        pdus = new ControlPdu[count];
        free = new int[count];
        ByteBuffer bytes = region.slab().bytes();
        for (int i = 0; i < count; i++) {
            int bhsOffset = offsetBytes + i * placeBytes(dataBytes) + IserControlHeader.LENGTH_BYTES;
            pdus[i] = new ControlPdu(firstIndex + i, bytes, bhsOffset, dataBytes);
            free[i] = count - 1 - i;
        }
        freeCount = count;
    }

    /** Memory that one place takes. */
    static int placeBytes(int dataBytes) {
        return (HEADERS_BYTES + dataBytes + 7) & ~7;
    }

    /** Takes a place with its headers zeroed; null when all are on their way. */
    @Nullable
    ControlPdu acquire() {
        if (freeCount == 0) {
            return null;
        }
        ControlPdu pdu = pdus[free[--freeCount]];
        ByteBuffer buffer = pdu.buffer();
        int start = pdu.bhsOffset() - IserControlHeader.LENGTH_BYTES;
        for (int i = 0; i < HEADERS_BYTES; i += Integer.BYTES) {
            buffer.putInt(start + i, 0);
        }
        return pdu;
    }

    /** Whether the PDU is one of this pool. */
    boolean owns(int pduIndex) {
        return pduIndex >= firstIndex && pduIndex < firstIndex + pdus.length;
    }

    /** Takes a place back. */
    void release(int pduIndex) {
        assert freeCount < pdus.length : "control PDU released twice";
        free[freeCount++] = pduIndex - firstIndex;
    }

    /** The memory the places lie in. */
    MemoryRegion region() {
        return region;
    }
}
