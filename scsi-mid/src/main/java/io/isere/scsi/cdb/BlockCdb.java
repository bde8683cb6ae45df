package io.isere.scsi.cdb;

import java.nio.ByteBuffer;

/**
 * The four layouts of commands that name a range of blocks: READ, WRITE, VERIFY, WRITE AND VERIFY, PRE-FETCH,
 * SYNCHRONIZE CACHE (SBC-3 5.8 to 5.44).
 *
 * <pre>
 *            flags   LBA              length            group
 *   (6)      -       1 (low 5 bits)-3 4 (0 means 256)   -
 *   (10)     1       2-5              7-8               6 (low 5 bits)
 *   (12)     1       2-5              6-9               10
 *   (16)     1       2-9              10-13             14
 *
 *   flags: PROTECT (7-5), DPO (4), FUA (3), IMMED (1, SYNCHRONIZE CACHE and PRE-FETCH),
 *          BYTCHK (2-1, VERIFY and WRITE AND VERIFY);
 *          of WRITE SAME: PROTECT (7-5), ANCHOR (4), UNMAP (3), NDOB (0, of (16) only)
 * </pre>
 */
public enum BlockCdb {
    BLOCK_6(6, 1, 4, 0),
    BLOCK_10(10, 2, 7, 6),
    BLOCK_12(12, 2, 6, 10),
    BLOCK_16(16, 2, 10, 14);

    /** WRITE SAME may unmap instead of writing. */
    public static final int WRITE_SAME_UNMAP = 0x08;
    /** WRITE SAME anchors what it unmaps. */
    public static final int WRITE_SAME_ANCHOR = 0x10;
    /** WRITE SAME (16) has no data-out buffer: it writes zeros. */
    public static final int WRITE_SAME_NDOB = 0x01;

    private static final int FLAGS = 1;
    private static final int DPO = 0x10;
    private static final int FUA = 0x08;
    private static final int IMMED = 0x02;
    private static final int BYTCHK_SHIFT = 1;
    private static final int BYTCHK_MASK = 0x03;
    private static final int PROTECT_SHIFT = 5;
    private static final int GROUP_MASK = 0x1F;
    private static final int LBA_6_MASK = 0x1F_FFFF;
    private static final int BLOCKS_6_OF_ZERO = 256;

    private final int lengthBytes;
    private final int lbaAt;
    private final int blocksAt;
    private final int groupAt;

    BlockCdb(int lengthBytes, int lbaAt, int blocksAt, int groupAt) {
        this.lengthBytes = lengthBytes;
        this.lbaAt = lbaAt;
        this.blocksAt = blocksAt;
        this.groupAt = groupAt;
    }

    /** Length of the CDB. */
    public int lengthBytes() {
        return lengthBytes;
    }

    /** Index of the LOGICAL BLOCK ADDRESS field, for field pointers. */
    public int lbaAt() {
        return lbaAt;
    }

    /** Index of the TRANSFER LENGTH field, for field pointers. */
    public int blocksAt() {
        return blocksAt;
    }

    /** Index of the flags byte, for field pointers. */
    public int flagsAt() {
        return FLAGS;
    }

    /** Largest LBA the layout can express, unsigned. */
    public long lbaMax() {
        return switch (this) {
            case BLOCK_6 -> LBA_6_MASK;
            case BLOCK_10, BLOCK_12 -> 0xFFFF_FFFFL;
            case BLOCK_16 -> -1L;
        };
    }

    /** Largest number of blocks the layout can express. */
    public long blocksMax() {
        return switch (this) {
            case BLOCK_6 -> BLOCKS_6_OF_ZERO;
            case BLOCK_10 -> 0xFFFF;
            case BLOCK_12, BLOCK_16 -> 0xFFFF_FFFFL;
        };
    }

    /** LOGICAL BLOCK ADDRESS; unsigned, so of (16) it may be negative here. */
    public long lba(ByteBuffer cdb) {
        return switch (this) {
            case BLOCK_6 -> cdb.getInt(0) & LBA_6_MASK;
            case BLOCK_10, BLOCK_12 -> Cdb.u32(cdb, lbaAt);
            case BLOCK_16 -> cdb.getLong(lbaAt);
        };
    }

    /** TRANSFER LENGTH or NUMBER OF LOGICAL BLOCKS; of (6) 1 to 256, else from 0. */
    public long blocks(ByteBuffer cdb) {
        return switch (this) {
            case BLOCK_6 -> cdb.get(blocksAt) == 0 ? BLOCKS_6_OF_ZERO : Cdb.u8(cdb, blocksAt);
            case BLOCK_10 -> Cdb.u16(cdb, blocksAt);
            case BLOCK_12, BLOCK_16 -> Cdb.u32(cdb, blocksAt);
        };
    }

    /** RDPROTECT or WRPROTECT, 0 to 7; 0 of (6), which has none. */
    public int protect(ByteBuffer cdb) {
        return this == BLOCK_6 ? 0 : Cdb.u8(cdb, FLAGS) >>> PROTECT_SHIFT;
    }

    /** Disable page out. */
    public boolean dpo(ByteBuffer cdb) {
        return this != BLOCK_6 && Cdb.bit(cdb, FLAGS, DPO);
    }

    /** Force unit access. */
    public boolean fua(ByteBuffer cdb) {
        return this != BLOCK_6 && Cdb.bit(cdb, FLAGS, FUA);
    }

    /** SYNCHRONIZE CACHE's bit for status before the work. */
    public boolean immed(ByteBuffer cdb) {
        return this != BLOCK_6 && Cdb.bit(cdb, FLAGS, IMMED);
    }

    /** WRITE SAME's UNMAP, ANCHOR and NDOB bits, as flags of {@link #WRITE_SAME_UNMAP} and so on. */
    public int writeSameFlags(ByteBuffer cdb) {
        int known = this == BLOCK_16
                ? WRITE_SAME_UNMAP | WRITE_SAME_ANCHOR | WRITE_SAME_NDOB
                : WRITE_SAME_UNMAP | WRITE_SAME_ANCHOR;
        return cdb.get(FLAGS) & known;
    }

    /** Sets WRITE SAME's bits. */
    public void setWriteSameFlags(ByteBuffer cdb, int flags) {
        cdb.put(FLAGS, (byte) (cdb.get(FLAGS) | flags));
    }

    /** VERIFY's byte check, 0 to 3: 0 without comparison, 1 with data-out. */
    public int bytchk(ByteBuffer cdb) {
        return (Cdb.u8(cdb, FLAGS) >>> BYTCHK_SHIFT) & BYTCHK_MASK;
    }

    /** GROUP NUMBER, 0 to 31; 0 of (6), which has none. */
    public int group(ByteBuffer cdb) {
        return this == BLOCK_6 ? 0 : cdb.get(groupAt) & GROUP_MASK;
    }

    /**
     * Writes a CDB without flags; returns its length.
     *
     * @param lba 0 to {@link #lbaMax}, unsigned
     * @param blocks 0 (for BLOCK_6: 1) to {@link #blocksMax}
     */
    public int build(ByteBuffer cdb, int opcode, long lba, long blocks) {
        assert Long.compareUnsigned(lba, lbaMax()) <= 0 && blocks >= 0 && blocks <= blocksMax();
        Cdb.begin(cdb, opcode, lengthBytes);
        switch (this) {
            case BLOCK_6 -> {
                cdb.putInt(0, opcode << 24 | (int) lba);
                cdb.put(blocksAt, (byte) blocks);
            }
            case BLOCK_10 -> {
                cdb.putInt(lbaAt, (int) lba);
                cdb.putShort(blocksAt, (short) blocks);
            }
            case BLOCK_12 -> {
                cdb.putInt(lbaAt, (int) lba);
                cdb.putInt(blocksAt, (int) blocks);
            }
            case BLOCK_16 -> {
                cdb.putLong(lbaAt, lba);
                cdb.putInt(blocksAt, (int) blocks);
            }
        }
        return lengthBytes;
    }

    /** Sets RDPROTECT or WRPROTECT, 0 to 7; not of (6). */
    public void setProtect(ByteBuffer cdb, int protect) {
        cdb.put(FLAGS, (byte) ((cdb.get(FLAGS) & 0x1F) | (protect << PROTECT_SHIFT)));
    }

    /** Sets DPO; not of (6). */
    public void setDpo(ByteBuffer cdb, boolean dpo) {
        Cdb.setBit(cdb, FLAGS, DPO, dpo);
    }

    /** Sets FUA; not of (6). */
    public void setFua(ByteBuffer cdb, boolean fua) {
        Cdb.setBit(cdb, FLAGS, FUA, fua);
    }

    /** Sets BYTCHK, 0 to 3, of VERIFY and WRITE AND VERIFY only. */
    public void setBytchk(ByteBuffer cdb, int bytchk) {
        cdb.put(FLAGS, (byte) ((cdb.get(FLAGS) & ~(BYTCHK_MASK << BYTCHK_SHIFT)) | (bytchk << BYTCHK_SHIFT)));
    }

    /** Sets IMMED, of SYNCHRONIZE CACHE only. */
    public void setImmed(ByteBuffer cdb, boolean immed) {
        Cdb.setBit(cdb, FLAGS, IMMED, immed);
    }

    /** Sets GROUP NUMBER, 0 to 31; not of (6). */
    public void setGroup(ByteBuffer cdb, int group) {
        cdb.put(groupAt, (byte) group);
    }
}
