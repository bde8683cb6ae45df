package io.isere.iser;

import java.nio.ByteBuffer;

/**
 * The four bytes of iSER in the private data of an RDMA connect or accept: one byte of flags, three reserved (Annex A12
 * of the InfiniBand specification; iWARP peers use the same).
 *
 * <pre>
 *  0 1 2 3 4 5 6 7 8                   16                          31
 * +-+-+-----------+-----------------------------------------------+
 * |Z|I| reserved  |                   reserved                    |
 * +-+-+-----------+-----------------------------------------------+
 * </pre>
 *
 * <p>On the wire the flags say what is <em>not</em> supported; here they are turned round. Reading allocates one record
 * a connection. Immutable; any thread.
 *
 * @param zeroBasedAddressing STags may be used with offsets from 0 (flag 0x80 clear)
 * @param sendWithInvalidate the peer's Send may invalidate an STag (flag 0x40 clear)
 */
public record IserPrivateData(boolean zeroBasedAddressing, boolean sendWithInvalidate) {

    /** Length on the wire. */
    public static final int LENGTH_BYTES = 4;

    /** What a peer that sends no private data is taken for: real addresses, no remote invalidation. */
    public static final IserPrivateData ABSENT = new IserPrivateData(false, false);

    private static final int ZERO_BASED_NOT_SUPPORTED = 0x80;
    private static final int SEND_WITH_INVALIDATE_NOT_SUPPORTED = 0x40;

    /**
     * Reads what a peer sent; never fails. Nothing, or less than four bytes, reads as {@link #ABSENT}; further bytes and
     * unknown flags are ignored.
     *
     * @param offset absolute index of the first byte
     * @param lengthBytes how many bytes of private data there are, 0 or more
     */
    public static IserPrivateData read(ByteBuffer privateData, int offset, int lengthBytes) {
        if (lengthBytes < LENGTH_BYTES) {
            return ABSENT;
        }
        int flags = privateData.get(offset);
        return new IserPrivateData(
                (flags & ZERO_BASED_NOT_SUPPORTED) == 0, (flags & SEND_WITH_INVALIDATE_NOT_SUPPORTED) == 0);
    }

    /** Writes the four bytes to {@code target} from the absolute index {@code offset}. */
    public void write(ByteBuffer target, int offset) {
        int flags = (zeroBasedAddressing ? 0 : ZERO_BASED_NOT_SUPPORTED)
                | (sendWithInvalidate ? 0 : SEND_WITH_INVALIDATE_NOT_SUPPORTED);
        target.put(offset, (byte) flags);
        for (int index = 1; index < LENGTH_BYTES; index++) {
            target.put(offset + index, (byte) 0);
        }
    }
}
