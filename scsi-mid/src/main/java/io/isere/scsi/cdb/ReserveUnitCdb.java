package io.isere.scsi.cdb;

import java.nio.ByteBuffer;

/** RESERVE (6) and RELEASE (6) of a whole logical unit (SPC-2 7.21, 7.16): nothing but the operation code. */
public final class ReserveUnitCdb {
    private static final int LENGTH_BYTES = 6;

    private ReserveUnitCdb() {}

    public static int buildReserve(ByteBuffer cdb) {
        return Cdb.begin(cdb, Opcode.RESERVE_6, LENGTH_BYTES);
    }

    public static int buildRelease(ByteBuffer cdb) {
        return Cdb.begin(cdb, Opcode.RELEASE_6, LENGTH_BYTES);
    }
}
