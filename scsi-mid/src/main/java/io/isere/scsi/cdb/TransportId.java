package io.isere.scsi.cdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/**
 * TransportIDs of iSCSI initiator ports (SPC-4 7.6.4.6): the name, with ISID if it has one, ended by zeros to a multiple
 * of four bytes, at least 20. Static; allocates strings.
 */
public final class TransportId {
    private static final int HEADER_BYTES = 4;

    private static final int PROTOCOL_ISCSI = 0x05;
    /** FORMAT CODE 01b: the name is followed by ",i,0x" and the ISID. */
    private static final int FORMAT_WITH_ISID = 0x40;

    private static final String ISID_SEPARATOR = ",i,0x";
    private static final int NAME_BYTES_MIN = 20;

    private TransportId() {}

    /** Puts that of a port at the buffer's position. */
    public static void put(ByteBuffer buffer, String name) {
        byte[] bytes = name.getBytes(UTF_8);
        int nameBytes = nameBytes(bytes.length);
        int format = name.contains(ISID_SEPARATOR) ? FORMAT_WITH_ISID : 0;
        buffer.put((byte) (format | PROTOCOL_ISCSI)).put((byte) 0).putShort((short) nameBytes);
        buffer.put(bytes).put(new byte[nameBytes - bytes.length]);
    }

    /** Length of that of a port. */
    public static int lengthBytes(String name) {
        return HEADER_BYTES + nameBytes(name.getBytes(UTF_8).length);
    }

    private static int nameBytes(int textBytes) {
        return Math.max(NAME_BYTES_MIN, (textBytes + 1 + 3) & ~3);
    }

    /** The name in {@code bytes} bytes from an index on; empty when it is no iSCSI TransportID. */
    public static String name(ByteBuffer buffer, int at, int bytes) {
        boolean iscsi = bytes > HEADER_BYTES && (buffer.get(at) & 0x0F) == PROTOCOL_ISCSI;
        if (!iscsi) {
            return "";
        }
        byte[] text = new byte[bytes - HEADER_BYTES];
        buffer.get(at + HEADER_BYTES, text);
        int length = 0;
        while (length < text.length && text[length] != 0) {
            length++;
        }
        return new String(text, 0, length, UTF_8);
    }
}
