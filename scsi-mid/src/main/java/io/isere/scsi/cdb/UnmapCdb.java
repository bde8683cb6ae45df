package io.isere.scsi.cdb;

import java.nio.ByteBuffer;

/**
 * UNMAP (SBC-3 5.28) and its parameter list.
 *
 * <pre>
 *   CDB                            parameter list
 *   1    ANCHOR (0)                0-1  UNMAP DATA LENGTH
 *   7-8  PARAMETER LIST LENGTH     2-3  UNMAP BLOCK DESCRIPTOR DATA LENGTH
 *   9    CONTROL                   8-   descriptors: LBA (8 bytes), NUMBER OF LOGICAL BLOCKS (4), reserved (4)
 * </pre>
 */
public final class UnmapCdb {
    public static final int LENGTH_BYTES = 10;
    /** Index of ANCHOR, for field pointers. */
    public static final int ANCHOR_AT = 1;

    public static final int LIST_HEADER_BYTES = 8;
    public static final int DESCRIPTOR_BYTES = 16;

    private static final int ANCHOR = 0x01;
    private static final int PARAMETER_LIST_LENGTH = 7;
    private static final int DESCRIPTORS_LENGTH = 2;

    private UnmapCdb() {}

    public static int build(ByteBuffer cdb, int parameterListBytes) {
        Cdb.begin(cdb, Opcode.UNMAP, LENGTH_BYTES);
        cdb.putShort(PARAMETER_LIST_LENGTH, (short) parameterListBytes);
        return LENGTH_BYTES;
    }

    public static boolean anchor(ByteBuffer cdb) {
        return Cdb.bit(cdb, ANCHOR_AT, ANCHOR);
    }

    public static int parameterListBytes(ByteBuffer cdb) {
        return Cdb.u16(cdb, PARAMETER_LIST_LENGTH);
    }

    /** Bytes of all descriptors of a parameter list. */
    public static int descriptorsBytes(ByteBuffer list) {
        return Cdb.u16(list, DESCRIPTORS_LENGTH);
    }

    /** LBA of a descriptor, unsigned. */
    public static long lba(ByteBuffer list, int index) {
        return list.getLong(LIST_HEADER_BYTES + index * DESCRIPTOR_BYTES);
    }

    /** NUMBER OF LOGICAL BLOCKS of a descriptor. */
    public static long blocks(ByteBuffer list, int index) {
        return Cdb.u32(list, LIST_HEADER_BYTES + index * DESCRIPTOR_BYTES + Long.BYTES);
    }

    /** A parameter list with the descriptors {@code lba, blocks, lba, blocks...}. */
    public static ByteBuffer list(long... lbasAndBlocks) {
        int descriptorsBytes = lbasAndBlocks.length / 2 * DESCRIPTOR_BYTES;
        ByteBuffer list = ByteBuffer.allocateDirect(LIST_HEADER_BYTES + descriptorsBytes);
        list.putShort((short) (LIST_HEADER_BYTES + descriptorsBytes - 2)).putShort((short) descriptorsBytes);
        list.position(LIST_HEADER_BYTES);
        for (int index = 0; index < lbasAndBlocks.length; index += 2) {
            list.putLong(lbasAndBlocks[index])
                    .putInt((int) lbasAndBlocks[index + 1])
                    .putInt(0);
        }
        return list.clear();
    }
}
