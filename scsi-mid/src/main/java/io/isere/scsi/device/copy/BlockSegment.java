package io.isere.scsi.device.copy;

import java.nio.ByteBuffer;

/**
 * Block device to block device segment descriptor (SPC-4 6.4.6.4).
 *
 * <pre>
 *   0      02h
 *   1      DC (1), CAT (0)
 *   2-3    DESCRIPTOR LENGTH (0018h)
 *   4-5    SOURCE TARGET DESCRIPTOR INDEX
 *   6-7    DESTINATION TARGET DESCRIPTOR INDEX
 *   10-11  NUMBER OF BLOCKS
 *   12-19  SOURCE LBA
 *   20-27  DESTINATION LBA
 * </pre>
 *
 * @param blocks of the source, or with DC of the destination
 * @param countsDestination DC
 */
record BlockSegment(
        int source, int destination, int blocks, boolean countsDestination, long sourceLba, long destinationLba) {
    static final int TYPE = 0x02;
    static final int BYTES = 28;
    static final int LENGTH_AT = 2;
    static final int SOURCE_AT = 4;
    static final int DESTINATION_AT = 6;
    static final int DESCRIPTOR_LENGTH = 0x18;

    private static final int DC = 0x02;

    static BlockSegment of(ByteBuffer list, int at) {
        return new BlockSegment(
                Short.toUnsignedInt(list.getShort(at + SOURCE_AT)),
                Short.toUnsignedInt(list.getShort(at + DESTINATION_AT)),
                Short.toUnsignedInt(list.getShort(at + 10)),
                (list.get(at + 1) & DC) != 0,
                list.getLong(at + 12),
                list.getLong(at + 20));
    }
}
