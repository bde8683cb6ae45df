package io.isere.scsi.device.sbc;

import io.isere.scsi.device.ProtectionType;
import io.isere.scsi.sense.SenseCode;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Protection information of one block (SBC-3 4.22.3) as a long, big endian, and its checks. Static, allocation free.
 *
 * <pre>
 *   0-1    LOGICAL BLOCK GUARD: CRC-16 of the block, polynomial 8BB7h
 *   2-3    LOGICAL BLOCK APPLICATION TAG
 *   4-7    LOGICAL BLOCK REFERENCE TAG
 * </pre>
 */
final class Tuple {
    /** Nothing to be checked: what is not written, or was unmapped. */
    static final long NONE = -1;

    private static final int POLYNOMIAL = 0x8BB7;
    private static final int ESCAPE = 0xFFFF;
    private static final char[] CRC_OF_BYTE = new char[256];

    static {
        for (int value = 0; value < CRC_OF_BYTE.length; value++) {
            int crc = value << 8;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                crc = (crc & 0x8000) == 0 ? crc << 1 : (crc << 1) ^ POLYNOMIAL;
            }
            CRC_OF_BYTE[value] = (char) crc;
        }
    }

    private Tuple() {}

    /** The guard of {@code bytes} bytes. */
    static int guard(ByteBuffer memory, int at, int bytes) {
        int crc = 0;
        for (int index = at; index < at + bytes; index++) {
            crc = ((crc << 8) & 0xFFFF) ^ CRC_OF_BYTE[(crc >>> 8) ^ (memory.get(index) & 0xFF)];
        }
        return crc;
    }

    /** What a device server makes for a block that comes without (SBC-3 table on WRPROTECT 000b): application tag 0. */
    static long make(ProtectionType type, int guard, long lba) {
        int reference = type == ProtectionType.TYPE_1 ? (int) lba : -1;
        return ((long) guard << 48) | Integer.toUnsignedLong(reference);
    }

    /** The tuple with the reference tag of another block of a WRITE SAME. */
    static long withReference(ProtectionType type, long tuple, long lba) {
        long tags = tuple & 0xFFFF_FFFF_0000_0000L;
        return type == ProtectionType.TYPE_1 ? tags | Integer.toUnsignedLong((int) lba) : tuple;
    }

    /**
     * Checks a tuple as RDPROTECT, WRPROTECT or VRPROTECT says (SBC-3 4.22.5): 000b, 001b and 101b everything, 010b not
     * the guard, 011b nothing, 100b the guard only. The reference tag is known of type 1 only, the application tag never. An
     * application tag of FFFFh, of type 3 with a reference tag of the same, stands for no check; in data-out too, as LIO
     * has it, so that what was read can be written back.
     *
     * @return null when nothing is wrong
     */
    static @Nullable SenseCode check(
            ProtectionType type, int protect, long tuple, ByteBuffer memory, int at, int blockBytes, long lba) {
        if (protect == 3 || isEscape(type, tuple)) {
            return null;
        }
        if (protect != 2 && tuple >>> 48 != guard(memory, at, blockBytes)) {
            return SenseCode.GUARD_CHECK_FAILED;
        }
        boolean checksReference = type == ProtectionType.TYPE_1 && protect != 4;
        return checksReference && (int) tuple != (int) lba ? SenseCode.REFERENCE_TAG_CHECK_FAILED : null;
    }

    private static boolean isEscape(ProtectionType type, long tuple) {
        boolean application = ((tuple >>> 32) & ESCAPE) == ESCAPE;
        return application && (type == ProtectionType.TYPE_1 || (int) tuple == -1);
    }
}
