package io.isere.scsi.cdb;

import java.nio.ByteBuffer;

/**
 * REPORT LUNS (SPC-4 6.33).
 *
 * <pre>
 *   2    SELECT REPORT
 *   6-9  ALLOCATION LENGTH, at least 16
 *   11   CONTROL
 * </pre>
 */
public final class ReportLunsCdb {
    public static final int LENGTH_BYTES = 12;
    /** All logical units but the well known ones. */
    public static final int SELECT_ADDRESSABLE = 0x00;
    /** Well known logical units only. */
    public static final int SELECT_WELL_KNOWN = 0x01;
    /** All logical units. */
    public static final int SELECT_ALL = 0x02;
    /** Index of SELECT REPORT, for field pointers. */
    public static final int SELECT_REPORT_AT = 2;
    /** Index of ALLOCATION LENGTH, for field pointers. */
    public static final int ALLOCATION_LENGTH_AT = 6;

    private ReportLunsCdb() {}

    /** {@code allocationLengthBytes} unsigned 32 bit. */
    public static int build(ByteBuffer cdb, int selectReport, long allocationLengthBytes) {
        Cdb.begin(cdb, Opcode.REPORT_LUNS, LENGTH_BYTES);
        cdb.put(SELECT_REPORT_AT, (byte) selectReport);
        cdb.putInt(ALLOCATION_LENGTH_AT, (int) allocationLengthBytes);
        return LENGTH_BYTES;
    }

    public static int selectReport(ByteBuffer cdb) {
        return Cdb.u8(cdb, SELECT_REPORT_AT);
    }

    public static long allocationLengthBytes(ByteBuffer cdb) {
        return Cdb.u32(cdb, ALLOCATION_LENGTH_AT);
    }
}
