package io.isere.scsi.cdb;

import java.nio.ByteBuffer;

/**
 * READ CAPACITY (10) (SBC-3 5.15): ten bytes; LOGICAL BLOCK ADDRESS (2-5) and PMI (8, bit 0) are obsolete and must be
 * zero.
 */
public final class ReadCapacity10Cdb {
    public static final int LENGTH_BYTES = 10;
    /** Index of LOGICAL BLOCK ADDRESS, for field pointers. */
    public static final int LBA_AT = 2;

    private static final int FLAGS = 8;
    private static final int PMI = 0x01;

    private ReadCapacity10Cdb() {}

    public static int build(ByteBuffer cdb) {
        return Cdb.begin(cdb, Opcode.READ_CAPACITY_10, LENGTH_BYTES);
    }

    /** The obsolete LOGICAL BLOCK ADDRESS. */
    public static long lba(ByteBuffer cdb) {
        return Cdb.u32(cdb, LBA_AT);
    }

    public static void setLba(ByteBuffer cdb, long lba) {
        cdb.putInt(LBA_AT, (int) lba);
    }

    /** The obsolete partial medium indicator. */
    public static boolean pmi(ByteBuffer cdb) {
        return Cdb.bit(cdb, FLAGS, PMI);
    }

    public static void setPmi(ByteBuffer cdb, boolean pmi) {
        Cdb.setBit(cdb, FLAGS, PMI, pmi);
    }
}
