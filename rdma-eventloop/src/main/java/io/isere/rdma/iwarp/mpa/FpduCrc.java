package io.isere.rdma.iwarp.mpa;

import io.isere.rdma.memory.Slab;
import java.util.zip.CRC32C;

/**
 * The CRC of one FPDU at a time: CRC32C over length, ULPDU and pad (RFC 5044 section 4.4). On the wire its reflected
 * value is little-endian, as with iSCSI's digests.
 *
 * <p>Thread: its connection's loop. Allocates nothing after construction.
 */
public final class FpduCrc {
    private final CRC32C crc = new CRC32C();

    /** Starts an FPDU. */
    public void reset() {
        crc.reset();
    }

    /** Adds a range. */
    public void update(Slab slab, int offsetBytes, int lengthBytes) {
        if (lengthBytes > 0) {
            crc.update(slab.view(0, offsetBytes, lengthBytes));
        }
    }

    /** The CRC field as a big-endian int, ready for {@code putInt} or to be compared with {@code getInt}. */
    public int wireValue() {
        return Integer.reverseBytes((int) crc.getValue());
    }
}
