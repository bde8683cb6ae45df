package io.isere.scsi.cdb;

import java.nio.ByteBuffer;

/**
 * INQUIRY (SPC-4 6.6.1).
 *
 * <pre>
 *   1    reserved, EVPD (0)
 *   2    PAGE CODE
 *   3-4  ALLOCATION LENGTH
 *   5    CONTROL
 * </pre>
 */
public final class InquiryCdb {
    public static final int LENGTH_BYTES = 6;
    /** Index of PAGE CODE, for field pointers. */
    public static final int PAGE_CODE_AT = 2;

    private static final int FLAGS = 1;
    private static final int EVPD = 0x01;
    private static final int ALLOCATION_LENGTH = 3;

    private InquiryCdb() {}

    /** A standard INQUIRY; {@code allocationLengthBytes} 0 to 65535. */
    public static int build(ByteBuffer cdb, int allocationLengthBytes) {
        Cdb.begin(cdb, Opcode.INQUIRY, LENGTH_BYTES);
        cdb.putShort(ALLOCATION_LENGTH, (short) allocationLengthBytes);
        return LENGTH_BYTES;
    }

    /** An INQUIRY for a vital product data page. */
    public static int buildVpd(ByteBuffer cdb, int pageCode, int allocationLengthBytes) {
        build(cdb, allocationLengthBytes);
        cdb.put(FLAGS, (byte) EVPD);
        cdb.put(PAGE_CODE_AT, (byte) pageCode);
        return LENGTH_BYTES;
    }

    /** Enable vital product data. */
    public static boolean evpd(ByteBuffer cdb) {
        return Cdb.bit(cdb, FLAGS, EVPD);
    }

    public static int pageCode(ByteBuffer cdb) {
        return Cdb.u8(cdb, PAGE_CODE_AT);
    }

    public static int allocationLengthBytes(ByteBuffer cdb) {
        return Cdb.u16(cdb, ALLOCATION_LENGTH);
    }
}
