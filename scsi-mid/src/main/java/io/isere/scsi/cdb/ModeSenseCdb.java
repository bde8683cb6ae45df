package io.isere.scsi.cdb;

import java.nio.ByteBuffer;

/**
 * MODE SENSE (6) and (10) (SPC-4 6.13, 6.14).
 *
 * <pre>
 *   1    reserved, LLBAA (4, of (10) only), DBD (3)
 *   2    PC (7-6), PAGE CODE (5-0)
 *   3    SUBPAGE CODE
 *   4    ALLOCATION LENGTH of (6);  7-8 of (10)
 * </pre>
 */
public enum ModeSenseCdb {
    MODE_SENSE_6(Opcode.MODE_SENSE_6, 6, 4),
    MODE_SENSE_10(Opcode.MODE_SENSE_10, 10, 7);

    /** PAGE CODE for all pages. */
    public static final int ALL_PAGES = 0x3F;
    /** SUBPAGE CODE for all subpages. */
    public static final int ALL_SUBPAGES = 0xFF;
    /** Index of the byte of PC and PAGE CODE, for field pointers. */
    public static final int PAGE_AT = 2;
    /** Index of SUBPAGE CODE, for field pointers. */
    public static final int SUBPAGE_AT = 3;

    private static final int FLAGS = 1;
    private static final int LLBAA = 0x10;
    private static final int DBD = 0x08;
    private static final int PC_SHIFT = 6;
    private static final int PAGE_MASK = 0x3F;

    private final int opcode;
    private final int lengthBytes;
    private final int allocationLengthAt;

    ModeSenseCdb(int opcode, int lengthBytes, int allocationLengthAt) {
        this.opcode = opcode;
        this.lengthBytes = lengthBytes;
        this.allocationLengthAt = allocationLengthAt;
    }

    /** Asks for current values, with block descriptors. {@code allocationLengthBytes}: of (6) 0 to 255. */
    public int build(ByteBuffer cdb, int pageCode, int subpageCode, int allocationLengthBytes) {
        Cdb.begin(cdb, opcode, lengthBytes);
        cdb.put(PAGE_AT, (byte) pageCode);
        cdb.put(SUBPAGE_AT, (byte) subpageCode);
        if (this == MODE_SENSE_6) {
            cdb.put(allocationLengthAt, (byte) allocationLengthBytes);
        } else {
            cdb.putShort(allocationLengthAt, (short) allocationLengthBytes);
        }
        return lengthBytes;
    }

    public int lengthBytes() {
        return lengthBytes;
    }

    /** Long LBA accepted: the block descriptor may be the long one. Never of (6). */
    public boolean llbaa(ByteBuffer cdb) {
        return this == MODE_SENSE_10 && Cdb.bit(cdb, FLAGS, LLBAA);
    }

    public void setLlbaa(ByteBuffer cdb, boolean llbaa) {
        Cdb.setBit(cdb, FLAGS, LLBAA, llbaa);
    }

    /** Disable block descriptors. */
    public boolean dbd(ByteBuffer cdb) {
        return Cdb.bit(cdb, FLAGS, DBD);
    }

    public void setDbd(ByteBuffer cdb, boolean dbd) {
        Cdb.setBit(cdb, FLAGS, DBD, dbd);
    }

    /** PC: 0 current, 1 changeable, 2 default, 3 saved values. */
    public int pageControl(ByteBuffer cdb) {
        return Cdb.u8(cdb, PAGE_AT) >>> PC_SHIFT;
    }

    public void setPageControl(ByteBuffer cdb, int pageControl) {
        cdb.put(PAGE_AT, (byte) (pageControl << PC_SHIFT | pageCode(cdb)));
    }

    public int pageCode(ByteBuffer cdb) {
        return cdb.get(PAGE_AT) & PAGE_MASK;
    }

    public int subpageCode(ByteBuffer cdb) {
        return Cdb.u8(cdb, SUBPAGE_AT);
    }

    public int allocationLengthBytes(ByteBuffer cdb) {
        return this == MODE_SENSE_6 ? Cdb.u8(cdb, allocationLengthAt) : Cdb.u16(cdb, allocationLengthAt);
    }
}
