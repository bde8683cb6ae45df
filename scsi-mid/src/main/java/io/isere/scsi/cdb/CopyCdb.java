package io.isere.scsi.cdb;

import java.nio.ByteBuffer;

/**
 * EXTENDED COPY (LID1) (SPC-4 6.4) and RECEIVE COPY RESULTS (LID1) (6.24 to 6.27).
 *
 * <pre>
 *   1      SERVICE ACTION (4-0)
 *   2      LIST IDENTIFIER, of RECEIVE COPY RESULTS
 *   10-13  PARAMETER LIST LENGTH or ALLOCATION LENGTH
 *   15     CONTROL
 * </pre>
 */
public final class CopyCdb {
    public static final int LENGTH_BYTES = 16;
    /** Service action of EXTENDED COPY: list identifiers of one byte. */
    public static final int EXTENDED_COPY_LID1 = 0x00;
    /** Service actions of RECEIVE COPY RESULTS. */
    public static final int COPY_STATUS = 0x00;

    public static final int OPERATING_PARAMETERS = 0x03;
    public static final int FAILED_SEGMENT_DETAILS = 0x04;

    /** Index of LIST IDENTIFIER, for field pointers. */
    public static final int LIST_IDENTIFIER_AT = 2;

    private static final int SERVICE_ACTION = 1;
    private static final int LENGTH = 10;

    private CopyCdb() {}

    public static int buildExtendedCopy(ByteBuffer cdb, int parameterListBytes) {
        Cdb.begin(cdb, Opcode.EXTENDED_COPY, LENGTH_BYTES);
        cdb.putInt(LENGTH, parameterListBytes);
        return LENGTH_BYTES;
    }

    public static int buildReceiveCopyResults(
            ByteBuffer cdb, int serviceAction, int listIdentifier, int allocationLengthBytes) {
        Cdb.begin(cdb, Opcode.RECEIVE_COPY_RESULTS, LENGTH_BYTES);
        cdb.put(SERVICE_ACTION, (byte) serviceAction).put(LIST_IDENTIFIER_AT, (byte) listIdentifier);
        cdb.putInt(LENGTH, allocationLengthBytes);
        return LENGTH_BYTES;
    }

    public static long parameterListBytes(ByteBuffer cdb) {
        return Cdb.u32(cdb, LENGTH);
    }

    public static long allocationLengthBytes(ByteBuffer cdb) {
        return Cdb.u32(cdb, LENGTH);
    }

    public static int listIdentifier(ByteBuffer cdb) {
        return Cdb.u8(cdb, LIST_IDENTIFIER_AT);
    }
}
