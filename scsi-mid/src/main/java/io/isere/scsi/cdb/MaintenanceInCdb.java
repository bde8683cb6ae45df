package io.isere.scsi.cdb;

import java.nio.ByteBuffer;

/**
 * MAINTENANCE IN: REPORT TARGET PORT GROUPS, REPORT SUPPORTED OPERATION CODES, REPORT SUPPORTED TASK MANAGEMENT
 * FUNCTIONS (SPC-4 6.35 to 6.37).
 *
 * <pre>
 *   1    PARAMETER DATA FORMAT (7-5, target port groups), SERVICE ACTION (4-0)
 *   2    RCTD (7) and REPORTING OPTIONS (2-0) of operation codes;  REPD (7) of task management functions
 *   3    REQUESTED OPERATION CODE
 *   4-5  REQUESTED SERVICE ACTION
 *   6-9  ALLOCATION LENGTH
 *   11   CONTROL
 * </pre>
 */
public final class MaintenanceInCdb {
    public static final int LENGTH_BYTES = 12;
    /** Index of SERVICE ACTION and PARAMETER DATA FORMAT, for field pointers. */
    public static final int SERVICE_ACTION_AT = 1;
    /** Index of REPORTING OPTIONS, for field pointers. */
    public static final int REPORTING_OPTIONS_AT = 2;
    /** Index of REQUESTED OPERATION CODE, for field pointers. */
    public static final int REQUESTED_OPCODE_AT = 3;
    /** Index of REQUESTED SERVICE ACTION, for field pointers. */
    public static final int REQUESTED_SERVICE_ACTION_AT = 4;

    private static final int FORMAT_SHIFT = 5;
    private static final int RCTD_OR_REPD = 0x80;
    private static final int OPTIONS_MASK = 0x07;
    private static final int ALLOCATION_LENGTH = 6;

    private MaintenanceInCdb() {}

    /** {@code allocationLengthBytes} unsigned 32 bit. */
    public static int build(ByteBuffer cdb, int serviceAction, long allocationLengthBytes) {
        Cdb.begin(cdb, Opcode.MAINTENANCE_IN, LENGTH_BYTES);
        cdb.put(SERVICE_ACTION_AT, (byte) serviceAction);
        cdb.putInt(ALLOCATION_LENGTH, (int) allocationLengthBytes);
        return LENGTH_BYTES;
    }

    /** Asks REPORT SUPPORTED OPERATION CODES for something else than everything. */
    public static void setRequested(ByteBuffer cdb, int reportingOptions, int opcode, int serviceAction) {
        cdb.put(REPORTING_OPTIONS_AT, (byte) ((cdb.get(REPORTING_OPTIONS_AT) & ~OPTIONS_MASK) | reportingOptions));
        cdb.put(REQUESTED_OPCODE_AT, (byte) opcode);
        cdb.putShort(REQUESTED_SERVICE_ACTION_AT, (short) serviceAction);
    }

    /** Return command timeouts descriptors, or of task management functions extended parameter data. */
    public static boolean extended(ByteBuffer cdb) {
        return Cdb.bit(cdb, REPORTING_OPTIONS_AT, RCTD_OR_REPD);
    }

    public static void setExtended(ByteBuffer cdb, boolean extended) {
        Cdb.setBit(cdb, REPORTING_OPTIONS_AT, RCTD_OR_REPD, extended);
    }

    /** PARAMETER DATA FORMAT, 0 to 7. */
    public static int parameterDataFormat(ByteBuffer cdb) {
        return Cdb.u8(cdb, SERVICE_ACTION_AT) >>> FORMAT_SHIFT;
    }

    public static void setParameterDataFormat(ByteBuffer cdb, int format) {
        int action = cdb.get(SERVICE_ACTION_AT) & ((1 << FORMAT_SHIFT) - 1);
        cdb.put(SERVICE_ACTION_AT, (byte) (action | (format << FORMAT_SHIFT)));
    }

    public static int reportingOptions(ByteBuffer cdb) {
        return cdb.get(REPORTING_OPTIONS_AT) & OPTIONS_MASK;
    }

    public static int requestedOpcode(ByteBuffer cdb) {
        return Cdb.u8(cdb, REQUESTED_OPCODE_AT);
    }

    public static int requestedServiceAction(ByteBuffer cdb) {
        return Cdb.u16(cdb, REQUESTED_SERVICE_ACTION_AT);
    }

    public static long allocationLengthBytes(ByteBuffer cdb) {
        return Cdb.u32(cdb, ALLOCATION_LENGTH);
    }
}
