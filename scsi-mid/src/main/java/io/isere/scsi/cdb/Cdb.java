package io.isere.scsi.cdb;

import java.nio.ByteBuffer;

/**
 * What all CDBs share: OPERATION CODE in the first byte, CONTROL in the last (SPC-4 4.2).
 *
 * <pre>
 *   byte 0      OPERATION CODE
 *   byte n-1    CONTROL: vendor specific (7-6), reserved (5-3), NACA (2), obsolete (1-0)
 * </pre>
 *
 * <p>All codecs of this package are static functions with absolute access to a big-endian buffer from index 0, for any
 * thread; building writes every byte of the CDB and returns its length; nothing allocates.
 */
public final class Cdb {
    private static final int NACA = 0x04;

    private Cdb() {}

    /** OPERATION CODE, 0 to 255. */
    public static int opcode(ByteBuffer cdb) {
        return Byte.toUnsignedInt(cdb.get(0));
    }

    /** True when CONTROL of a CDB of that length asks for an ACA condition. */
    public static boolean naca(ByteBuffer cdb, int cdbLengthBytes) {
        return (cdb.get(cdbLengthBytes - 1) & NACA) != 0;
    }

    /** Clears {@code cdbLengthBytes} bytes, sets the operation code, and returns the length. */
    static int begin(ByteBuffer cdb, int opcode, int cdbLengthBytes) {
        for (int index = 1; index < cdbLengthBytes; index++) {
            cdb.put(index, (byte) 0);
        }
        cdb.put(0, (byte) opcode);
        return cdbLengthBytes;
    }

    static int u8(ByteBuffer cdb, int index) {
        return Byte.toUnsignedInt(cdb.get(index));
    }

    static int u16(ByteBuffer cdb, int index) {
        return Short.toUnsignedInt(cdb.getShort(index));
    }

    static long u32(ByteBuffer cdb, int index) {
        return Integer.toUnsignedLong(cdb.getInt(index));
    }

    static boolean bit(ByteBuffer cdb, int index, int mask) {
        return (cdb.get(index) & mask) != 0;
    }

    static void setBit(ByteBuffer cdb, int index, int mask, boolean value) {
        int cleared = cdb.get(index) & ~mask;
        cdb.put(index, (byte) (value ? cleared | mask : cleared));
    }
}
