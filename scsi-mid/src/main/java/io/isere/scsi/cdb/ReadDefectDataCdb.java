package io.isere.scsi.cdb;

import java.nio.ByteBuffer;

/**
 * READ DEFECT DATA (10) and (12) (SBC-3 5.17, 5.18).
 *
 * <pre>
 *          lists   ADDRESS DESCRIPTOR INDEX   ALLOCATION LENGTH
 *   (10)   2       -                          7-8
 *   (12)   1       2-5                        6-9
 *
 *   lists: REQ_PLIST (4), REQ_GLIST (3), DEFECT LIST FORMAT (2-0)
 * </pre>
 */
public enum ReadDefectDataCdb {
    READ_DEFECT_DATA_10(Opcode.READ_DEFECT_DATA_10, 10, 2, 7),
    READ_DEFECT_DATA_12(Opcode.READ_DEFECT_DATA_12, 12, 1, 6);

    private static final int LISTS_MASK = 0x1F;

    private final int opcode;
    private final int lengthBytes;
    private final int listsAt;
    private final int allocationLengthAt;

    ReadDefectDataCdb(int opcode, int lengthBytes, int listsAt, int allocationLengthAt) {
        this.opcode = opcode;
        this.lengthBytes = lengthBytes;
        this.listsAt = listsAt;
        this.allocationLengthAt = allocationLengthAt;
    }

    /** {@code lists}: REQ_PLIST, REQ_GLIST and DEFECT LIST FORMAT. */
    public int build(ByteBuffer cdb, int lists, int allocationLengthBytes) {
        Cdb.begin(cdb, opcode, lengthBytes);
        cdb.put(listsAt, (byte) lists);
        if (this == READ_DEFECT_DATA_10) {
            cdb.putShort(allocationLengthAt, (short) allocationLengthBytes);
        } else {
            cdb.putInt(allocationLengthAt, allocationLengthBytes);
        }
        return lengthBytes;
    }

    /** REQ_PLIST, REQ_GLIST and DEFECT LIST FORMAT, as the answer repeats them. */
    public int lists(ByteBuffer cdb) {
        return cdb.get(listsAt) & LISTS_MASK;
    }

    public long allocationLengthBytes(ByteBuffer cdb) {
        return this == READ_DEFECT_DATA_10 ? Cdb.u16(cdb, allocationLengthAt) : Cdb.u32(cdb, allocationLengthAt);
    }
}
