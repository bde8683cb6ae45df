package io.isere.scsi.cdb;

import java.nio.ByteBuffer;

/**
 * LOG SENSE (SPC-4 6.8).
 *
 * <pre>
 *   1    SP (0)
 *   2    PC (7-6), PAGE CODE (5-0)
 *   3    SUBPAGE CODE
 *   5-6  PARAMETER POINTER
 *   7-8  ALLOCATION LENGTH
 *   9    CONTROL
 * </pre>
 */
public final class LogSenseCdb {
    public static final int LENGTH_BYTES = 10;
    /** Index of the flags, for field pointers. */
    public static final int FLAGS_AT = 1;
    /** Index of PAGE CODE, for field pointers. */
    public static final int PAGE_AT = 2;
    /** Index of SUBPAGE CODE, for field pointers. */
    public static final int SUBPAGE_AT = 3;
    /** Index of PARAMETER POINTER, for field pointers. */
    public static final int PARAMETER_POINTER_AT = 5;

    private static final int SP = 0x01;
    private static final int PAGE_MASK = 0x3F;
    private static final int ALLOCATION_LENGTH = 7;

    private LogSenseCdb() {}

    /** Asks for threshold values; {@code allocationLengthBytes} 0 to 65535. */
    public static int build(ByteBuffer cdb, int pageCode, int subpageCode, int allocationLengthBytes) {
        Cdb.begin(cdb, Opcode.LOG_SENSE, LENGTH_BYTES);
        cdb.put(PAGE_AT, (byte) pageCode);
        cdb.put(SUBPAGE_AT, (byte) subpageCode);
        cdb.putShort(ALLOCATION_LENGTH, (short) allocationLengthBytes);
        return LENGTH_BYTES;
    }

    /** Save parameters. */
    public static boolean sp(ByteBuffer cdb) {
        return Cdb.bit(cdb, FLAGS_AT, SP);
    }

    public static int pageCode(ByteBuffer cdb) {
        return cdb.get(PAGE_AT) & PAGE_MASK;
    }

    public static int subpageCode(ByteBuffer cdb) {
        return Cdb.u8(cdb, SUBPAGE_AT);
    }

    public static int parameterPointer(ByteBuffer cdb) {
        return Cdb.u16(cdb, PARAMETER_POINTER_AT);
    }

    public static int allocationLengthBytes(ByteBuffer cdb) {
        return Cdb.u16(cdb, ALLOCATION_LENGTH);
    }
}
