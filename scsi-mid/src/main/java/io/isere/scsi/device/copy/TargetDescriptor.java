package io.isere.scsi.device.copy;

import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.device.spc.VpdPages;
import java.nio.ByteBuffer;

/**
 * Identification descriptor target descriptor (SPC-4 6.4.5.5): a logical unit by one of its designators.
 *
 * <pre>
 *   0      E4h
 *   1      PERIPHERAL DEVICE TYPE (4-0)
 *   4      CODE SET (3-0)
 *   5      ASSOCIATION (5-4), DESIGNATOR TYPE (3-0)
 *   7      DESIGNATOR LENGTH
 *   8-27   DESIGNATOR
 *   28     PAD (2)
 *   29-31  DISK BLOCK LENGTH
 * </pre>
 */
final class TargetDescriptor {
    static final int TYPE = 0xE4;
    static final int BYTES = 32;
    static final int BLOCK_LENGTH_AT = 29;

    private static final int DEVICE_TYPE_MASK = 0x1F;
    private static final int DESIGNATION = 4;
    private static final int DESIGNATOR_LENGTH = 7;
    private static final int DESIGNATOR_BYTES_MAX = 20;
    private static final int DESIGNATION_HEADER_BYTES = 4;
    private static final int PAD_AT = 28;
    private static final int PAD = 0x04;
    private static final int VPD_BYTES_MAX = 512;

    private final ByteBuffer bytes;

    /** @param at where it begins in {@code list}, which is not changed afterwards */
    TargetDescriptor(ByteBuffer list, int at) {
        bytes = list.slice(at, BYTES);
    }

    boolean isBlockDevice() {
        return (bytes.get(1) & DEVICE_TYPE_MASK) == 0;
    }

    boolean pads() {
        return (bytes.get(PAD_AT) & PAD) != 0;
    }

    int blockBytes() {
        return bytes.getInt(PAD_AT) & 0xFF_FFFF;
    }

    /** Whether it names the unit: by code set, type and content of a designator of the unit's own. */
    boolean names(LogicalUnit unit) {
        int length = Byte.toUnsignedInt(bytes.get(DESIGNATOR_LENGTH));
        if (length == 0 || length > DESIGNATOR_BYTES_MAX) {
            return false;
        }
        ByteBuffer wanted = bytes.slice(DESIGNATION, DESIGNATION_HEADER_BYTES + length);
        ByteBuffer known = ByteBuffer.allocate(VPD_BYTES_MAX);
        VpdPages.writeUnitDesignators(unit, known);
        known.flip();
        while (known.hasRemaining()) {
            int bytesOfNext = DESIGNATION_HEADER_BYTES + Byte.toUnsignedInt(known.get(known.position() + 3));
            if (known.slice(known.position(), bytesOfNext).equals(wanted)) {
                return true;
            }
            known.position(known.position() + bytesOfNext);
        }
        return false;
    }
}
