package io.isere.scsi.device;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * CDB usage data (SPC-4 6.35.3): the operation code, then one bit for each bit of the CDB that is looked at; the bits of
 * a service action hold the service action itself. Immutable.
 */
public final class CdbUsage {
    /** Of an operation code nobody serves. */
    static final CdbUsage NONE = new CdbUsage(new byte[0]);

    private static final int SERVICE_ACTION_AT = 1;

    private final byte[] bytes;

    private CdbUsage(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * The usage of a command without service action.
     *
     * @param fromByte1 the bytes after the operation code, in hexadecimal, a blank between two
     */
    static CdbUsage of(int opcode, String fromByte1) {
        byte[] rest = HexFormat.ofDelimiter(" ").parseHex(fromByte1);
        return new CdbUsage(ByteBuffer.allocate(1 + rest.length)
                .put((byte) opcode)
                .put(rest)
                .array());
    }

    /** The usage of a service action; the other bits of its byte are those of {@code fromByte1}. */
    static CdbUsage of(int opcode, int serviceAction, String fromByte1) {
        CdbUsage usage = of(opcode, fromByte1);
        usage.bytes[SERVICE_ACTION_AT] |= (byte) serviceAction;
        return usage;
    }

    /** Bytes of the CDB; 0 when it is not known. */
    public int lengthBytes() {
        return bytes.length;
    }

    /** Puts the usage data at the buffer's position. */
    public void putTo(ByteBuffer buffer) {
        buffer.put(bytes);
    }
}
