package io.isere.scsi.cdb;

import java.nio.ByteBuffer;

/**
 * SERVICE ACTION IN (16), of which READ CAPACITY (16) is one (SBC-3 5.16).
 *
 * <pre>
 *   1      SERVICE ACTION (4-0)
 *   2-9    LOGICAL BLOCK ADDRESS, obsolete for READ CAPACITY
 *   10-13  ALLOCATION LENGTH
 *   15     CONTROL
 * </pre>
 */
public final class ServiceActionIn16Cdb {
    public static final int LENGTH_BYTES = 16;
    /** Index of SERVICE ACTION, for field pointers. */
    public static final int SERVICE_ACTION_AT = 1;

    private static final int SERVICE_ACTION_MASK = 0x1F;
    private static final int LBA = 2;
    private static final int ALLOCATION_LENGTH = 10;

    private ServiceActionIn16Cdb() {}

    /** {@code allocationLengthBytes} unsigned 32 bit. */
    public static int build(ByteBuffer cdb, int serviceAction, long allocationLengthBytes) {
        Cdb.begin(cdb, Opcode.SERVICE_ACTION_IN_16, LENGTH_BYTES);
        cdb.put(SERVICE_ACTION_AT, (byte) serviceAction);
        cdb.putInt(ALLOCATION_LENGTH, (int) allocationLengthBytes);
        return LENGTH_BYTES;
    }

    public static int serviceAction(ByteBuffer cdb) {
        return cdb.get(SERVICE_ACTION_AT) & SERVICE_ACTION_MASK;
    }

    public static long lba(ByteBuffer cdb) {
        return cdb.getLong(LBA);
    }

    public static void setLba(ByteBuffer cdb, long lba) {
        cdb.putLong(LBA, lba);
    }

    public static long allocationLengthBytes(ByteBuffer cdb) {
        return Cdb.u32(cdb, ALLOCATION_LENGTH);
    }
}
