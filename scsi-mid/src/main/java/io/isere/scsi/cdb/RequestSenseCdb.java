package io.isere.scsi.cdb;

import java.nio.ByteBuffer;

/**
 * REQUEST SENSE (SPC-4 6.39).
 *
 * <pre>
 *   1    reserved, DESC (0): descriptor format
 *   4    ALLOCATION LENGTH
 *   5    CONTROL
 * </pre>
 */
public final class RequestSenseCdb {
    public static final int LENGTH_BYTES = 6;

    private static final int FLAGS = 1;
    private static final int DESC = 0x01;
    private static final int ALLOCATION_LENGTH = 4;

    private RequestSenseCdb() {}

    /** {@code allocationLengthBytes} 0 to 255. */
    public static int build(ByteBuffer cdb, boolean descriptorFormat, int allocationLengthBytes) {
        Cdb.begin(cdb, Opcode.REQUEST_SENSE, LENGTH_BYTES);
        Cdb.setBit(cdb, FLAGS, DESC, descriptorFormat);
        cdb.put(ALLOCATION_LENGTH, (byte) allocationLengthBytes);
        return LENGTH_BYTES;
    }

    public static boolean descriptorFormat(ByteBuffer cdb) {
        return Cdb.bit(cdb, FLAGS, DESC);
    }

    public static int allocationLengthBytes(ByteBuffer cdb) {
        return Cdb.u8(cdb, ALLOCATION_LENGTH);
    }
}
