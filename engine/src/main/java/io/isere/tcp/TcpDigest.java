package io.isere.tcp;

import io.isere.rdma.memory.Slab;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The CRC32C of a header or of a data segment with its padding (RFC 7143 sections 11.2.3 and 13.1), taken piece by piece.
 *
 * <p>On the wire its least significant byte comes first, so that it is written and read here with its bytes reversed.
 * Thread: its connection's loop; allocates nothing after construction.
 */
final class TcpDigest {
    /** Length of a digest. */
    static final int LENGTH_BYTES = 4;

    private final CRC32C crc = new CRC32C();

    void reset() {
        crc.reset();
    }

    void update(Slab slab, int offsetBytes, int lengthBytes) {
        if (lengthBytes > 0) {
            crc.update(slab.view(0, offsetBytes, lengthBytes));
        }
    }

    /** Writes the digest of what was taken. */
    void writeTo(ByteBuffer buffer, int offset) {
        buffer.putInt(offset, wireValue());
    }

    /** Whether the digest at a place is that of what was taken. */
    boolean matches(ByteBuffer buffer, int offset) {
        return buffer.getInt(offset) == wireValue();
    }

    private int wireValue() {
        return Integer.reverseBytes((int) crc.getValue());
    }
}
