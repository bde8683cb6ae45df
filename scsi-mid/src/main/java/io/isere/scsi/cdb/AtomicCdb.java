package io.isere.scsi.cdb;

import java.nio.ByteBuffer;

/**
 * COMPARE AND WRITE (SBC-3 5.2) and WRITE ATOMIC (16) (SBC-4), where they differ from WRITE (16).
 *
 * <pre>
 *          LBA    ATOMIC BOUNDARY   length
 *   C&amp;W    2-9    -                 13
 *   atomic 2-9    10-11             12-13
 * </pre>
 */
public final class AtomicCdb {
    public static final int LENGTH_BYTES = 16;
    /** Index of NUMBER OF LOGICAL BLOCKS of COMPARE AND WRITE, for field pointers. */
    public static final int COMPARE_BLOCKS_AT = 13;
    /** Index of ATOMIC BOUNDARY, for field pointers. */
    public static final int BOUNDARY_AT = 10;
    /** Index of TRANSFER LENGTH of WRITE ATOMIC, for field pointers. */
    public static final int ATOMIC_BLOCKS_AT = 12;

    private static final int LBA = 2;

    private AtomicCdb() {}

    /** COMPARE AND WRITE; {@code blocks} 0 to 255. */
    public static int buildCompareAndWrite(ByteBuffer cdb, long lba, int blocks) {
        Cdb.begin(cdb, Opcode.COMPARE_AND_WRITE, LENGTH_BYTES);
        cdb.putLong(LBA, lba);
        cdb.put(COMPARE_BLOCKS_AT, (byte) blocks);
        return LENGTH_BYTES;
    }

    /** WRITE ATOMIC (16); {@code blocks} and {@code boundary} 0 to 65535. */
    public static int buildWriteAtomic(ByteBuffer cdb, long lba, int blocks, int boundary) {
        Cdb.begin(cdb, Opcode.WRITE_ATOMIC_16, LENGTH_BYTES);
        cdb.putLong(LBA, lba);
        cdb.putShort(BOUNDARY_AT, (short) boundary);
        cdb.putShort(ATOMIC_BLOCKS_AT, (short) blocks);
        return LENGTH_BYTES;
    }

    public static long lba(ByteBuffer cdb) {
        return cdb.getLong(LBA);
    }

    public static int compareBlocks(ByteBuffer cdb) {
        return Cdb.u8(cdb, COMPARE_BLOCKS_AT);
    }

    public static int boundary(ByteBuffer cdb) {
        return Cdb.u16(cdb, BOUNDARY_AT);
    }

    public static int atomicBlocks(ByteBuffer cdb) {
        return Cdb.u16(cdb, ATOMIC_BLOCKS_AT);
    }
}
