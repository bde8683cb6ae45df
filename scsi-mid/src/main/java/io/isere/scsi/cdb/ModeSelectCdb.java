package io.isere.scsi.cdb;

import java.nio.ByteBuffer;

/**
 * MODE SELECT (6) and (10) (SPC-4 6.9, 6.10), and the header of their parameter list, which is that of MODE SENSE.
 *
 * <pre>
 *   1    PF (4), SP (0)
 *   4    PARAMETER LIST LENGTH of (6);  7-8 of (10)
 *
 *   header (6)                           header (10)
 *   0  MODE DATA LENGTH, reserved here   0-1  MODE DATA LENGTH, reserved here
 *   1  MEDIUM TYPE                       2    MEDIUM TYPE
 *   2  DEVICE-SPECIFIC PARAMETER         3    DEVICE-SPECIFIC PARAMETER
 *   3  BLOCK DESCRIPTOR LENGTH           4    LONGLBA (0)
 *                                        6-7  BLOCK DESCRIPTOR LENGTH
 * </pre>
 */
public enum ModeSelectCdb {
    MODE_SELECT_6(Opcode.MODE_SELECT_6, 6, 4, 4),
    MODE_SELECT_10(Opcode.MODE_SELECT_10, 10, 7, 8);

    /** Index of the byte of PF and SP, for field pointers. */
    public static final int FLAGS_AT = 1;

    private static final int PF = 0x10;
    private static final int SP = 0x01;
    private static final int LONGLBA_AT = 4;
    private static final int LONGLBA = 0x01;

    private final int opcode;
    private final int lengthBytes;
    private final int listLengthAt;
    private final int headerBytes;

    ModeSelectCdb(int opcode, int lengthBytes, int listLengthAt, int headerBytes) {
        this.opcode = opcode;
        this.lengthBytes = lengthBytes;
        this.listLengthAt = listLengthAt;
        this.headerBytes = headerBytes;
    }

    /** With PF, without SP. {@code listBytes}: of (6) 0 to 255, of (10) 0 to 65535. */
    public int build(ByteBuffer cdb, int listBytes) {
        Cdb.begin(cdb, opcode, lengthBytes);
        Cdb.setBit(cdb, FLAGS_AT, PF, true);
        if (this == MODE_SELECT_6) {
            cdb.put(listLengthAt, (byte) listBytes);
        } else {
            cdb.putShort(listLengthAt, (short) listBytes);
        }
        return lengthBytes;
    }

    /** Page format: the list is as SPC-4 says. */
    public boolean pf(ByteBuffer cdb) {
        return Cdb.bit(cdb, FLAGS_AT, PF);
    }

    public void setPf(ByteBuffer cdb, boolean pf) {
        Cdb.setBit(cdb, FLAGS_AT, PF, pf);
    }

    /** Save pages. */
    public boolean sp(ByteBuffer cdb) {
        return Cdb.bit(cdb, FLAGS_AT, SP);
    }

    public void setSp(ByteBuffer cdb, boolean sp) {
        Cdb.setBit(cdb, FLAGS_AT, SP, sp);
    }

    public int listBytes(ByteBuffer cdb) {
        return this == MODE_SELECT_6 ? Cdb.u8(cdb, listLengthAt) : Cdb.u16(cdb, listLengthAt);
    }

    /** Length of the mode parameter header. */
    public int headerBytes() {
        return headerBytes;
    }

    /** Index of MEDIUM TYPE in a list. */
    public int mediumTypeAt() {
        return this == MODE_SELECT_6 ? 1 : 2;
    }

    /** Index of BLOCK DESCRIPTOR LENGTH in a list. */
    public int descriptorLengthAt() {
        return this == MODE_SELECT_6 ? 3 : 6;
    }

    /** BLOCK DESCRIPTOR LENGTH of a list, in bytes. */
    public int descriptorBytes(ByteBuffer list) {
        return this == MODE_SELECT_6 ? Cdb.u8(list, descriptorLengthAt()) : Cdb.u16(list, descriptorLengthAt());
    }

    /** Whether the block descriptor of a list is the long one. */
    public boolean longLba(ByteBuffer list) {
        return this == MODE_SELECT_10 && Cdb.bit(list, LONGLBA_AT, LONGLBA);
    }
}
