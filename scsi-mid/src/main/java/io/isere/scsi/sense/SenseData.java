package io.isere.scsi.sense;

import java.nio.ByteBuffer;

/**
 * Sense data of either format (SPC-4 4.5), read and written in place.
 *
 * <pre>
 *   fixed (70h, 71h)                         descriptor (72h, 73h)
 *   0      VALID (7), RESPONSE CODE (6-0)    0    RESPONSE CODE (6-0)
 *   2      SENSE KEY (3-0)                   1    SENSE KEY (3-0)
 *   3-6    INFORMATION                       2    ADDITIONAL SENSE CODE
 *   7      ADDITIONAL SENSE LENGTH           3    ADDITIONAL SENSE CODE QUALIFIER
 *   8-11   COMMAND-SPECIFIC INFORMATION
 *   12     ADDITIONAL SENSE CODE             7    ADDITIONAL SENSE LENGTH
 *   13     ADDITIONAL SENSE CODE QUALIFIER   8-   descriptors: type, length, ...
 *   15-17  SKSV (7), sense key specific
 * </pre>
 *
 * <p>Static functions with absolute access from index 0, for any thread. Reading never goes past {@code lengthBytes}:
 * what a short or unknown sense data lacks reads as zero. Nothing here allocates.
 */
public final class SenseData {
    /** Length of fixed format sense data as written here. */
    public static final int FIXED_LENGTH_BYTES = 18;

    private static final int HEADER_BYTES = 8;
    private static final int RESPONSE_CODE_MASK = 0x7F;
    private static final int CURRENT_FIXED = 0x70;
    private static final int DEFERRED_FIXED = 0x71;
    private static final int CURRENT_DESCRIPTOR = 0x72;
    private static final int DEFERRED_DESCRIPTOR = 0x73;
    private static final int VALID = 0x80;
    private static final int KEY_MASK = 0x0F;
    private static final int ADDITIONAL_LENGTH = 7;

    private static final int FIXED_KEY = 2;
    private static final int FIXED_INFORMATION = 3;
    private static final int FIXED_ASC = 12;
    private static final int FIXED_ASCQ = 13;
    private static final int FIXED_KEY_SPECIFIC = 15;

    private static final int DESCRIPTOR_KEY = 1;
    private static final int DESCRIPTOR_ASC = 2;
    private static final int DESCRIPTOR_ASCQ = 3;
    private static final int INFORMATION_TYPE = 0x00;
    private static final int INFORMATION_BYTES = 12;
    private static final int KEY_SPECIFIC_TYPE = 0x02;
    private static final int KEY_SPECIFIC_BYTES = 8;

    /** SKSV, and C/D: the pointer is into the CDB. */
    private static final int FIELD_POINTER_IN_CDB = 0xC0;

    /** SKSV alone: the pointer is into the parameter list, or what follows is a progress indication. */
    private static final int SKSV = 0x80;
    /** SKSV, and SD: the pointer is into a segment descriptor. */
    private static final int SEGMENT_POINTER = 0xA0;

    private static final int NONE = -1;

    private SenseData() {}

    /** Writes current sense data, fixed format; returns its length, {@value #FIXED_LENGTH_BYTES}. */
    public static int writeFixed(ByteBuffer sense, SenseKey key, SenseCode code) {
        clear(sense, FIXED_LENGTH_BYTES);
        sense.put(0, (byte) CURRENT_FIXED);
        sense.put(FIXED_KEY, (byte) key.code());
        sense.put(ADDITIONAL_LENGTH, (byte) (FIXED_LENGTH_BYTES - HEADER_BYTES));
        sense.put(FIXED_ASC, (byte) code.asc());
        sense.put(FIXED_ASCQ, (byte) code.ascq());
        return FIXED_LENGTH_BYTES;
    }

    /** Adds INFORMATION to fixed format; a value over 32 bits does not fit and leaves VALID zero (SBC-3 4.18.1). */
    public static void setFixedInformation(ByteBuffer sense, long information) {
        if (information >>> 32 == 0) {
            sense.put(0, (byte) (sense.get(0) | VALID));
            sense.putInt(FIXED_INFORMATION, (int) information);
        }
    }

    /** Adds to fixed format of ILLEGAL REQUEST which byte of the CDB is meant (SPC-4 4.5.2.4.2). */
    public static void setFixedFieldPointer(ByteBuffer sense, int cdbByte) {
        sense.put(FIXED_KEY_SPECIFIC, (byte) FIELD_POINTER_IN_CDB);
        sense.putShort(FIXED_KEY_SPECIFIC + 1, (short) cdbByte);
    }

    /** Adds to fixed format of ILLEGAL REQUEST which byte of the parameter list is meant (SPC-4 4.5.2.4.2). */
    public static void setFixedParameterPointer(ByteBuffer sense, int listByte) {
        setFixedKeySpecific(sense, listByte);
    }

    /** Adds to fixed format of NOT READY or NO SENSE how many 65536ths are done (SPC-4 4.5.2.4.4). */
    public static void setFixedProgress(ByteBuffer sense, int progress) {
        setFixedKeySpecific(sense, progress);
    }

    private static void setFixedKeySpecific(ByteBuffer sense, int value) {
        sense.put(FIXED_KEY_SPECIFIC, (byte) SKSV);
        sense.putShort(FIXED_KEY_SPECIFIC + 1, (short) value);
    }

    /** Adds to fixed format of COPY ABORTED which byte of the segment descriptor is meant (SPC-4 4.5.2.4.5). */
    static void setFixedSegmentPointer(ByteBuffer sense, int segmentByte) {
        sense.put(FIXED_KEY_SPECIFIC, (byte) SEGMENT_POINTER);
        sense.putShort(FIXED_KEY_SPECIFIC + 1, (short) segmentByte);
    }

    /** Writes current sense data, descriptor format, no descriptor yet; returns its length. */
    public static int writeDescriptor(ByteBuffer sense, SenseKey key, SenseCode code) {
        clear(sense, HEADER_BYTES);
        sense.put(0, (byte) CURRENT_DESCRIPTOR);
        sense.put(DESCRIPTOR_KEY, (byte) key.code());
        sense.put(DESCRIPTOR_ASC, (byte) code.asc());
        sense.put(DESCRIPTOR_ASCQ, (byte) code.ascq());
        return HEADER_BYTES;
    }

    /** Appends an information descriptor (SPC-4 4.5.2.2); returns the new length. */
    public static int addInformation(ByteBuffer sense, long information) {
        int at = append(sense, INFORMATION_TYPE, INFORMATION_BYTES);
        sense.put(at + 2, (byte) VALID);
        sense.putLong(at + 4, information);
        return at + INFORMATION_BYTES;
    }

    /** Appends a sense key specific descriptor with a field pointer into the CDB; returns the new length. */
    public static int addFieldPointer(ByteBuffer sense, int cdbByte) {
        int at = append(sense, KEY_SPECIFIC_TYPE, KEY_SPECIFIC_BYTES);
        sense.put(at + 4, (byte) FIELD_POINTER_IN_CDB);
        sense.putShort(at + 5, (short) cdbByte);
        return at + KEY_SPECIFIC_BYTES;
    }

    /** Appends a sense key specific descriptor with a field pointer into the parameter list; returns the new length. */
    public static int addParameterPointer(ByteBuffer sense, int listByte) {
        return addKeySpecific(sense, listByte);
    }

    /** Appends a sense key specific descriptor with a progress indication; returns the new length. */
    public static int addProgress(ByteBuffer sense, int progress) {
        return addKeySpecific(sense, progress);
    }

    /** Appends a sense key specific descriptor with a pointer into a segment descriptor; returns the new length. */
    static int addSegmentPointer(ByteBuffer sense, int segmentByte) {
        int lengthBytes = addKeySpecific(sense, segmentByte);
        sense.put(lengthBytes - KEY_SPECIFIC_BYTES + 4, (byte) SEGMENT_POINTER);
        return lengthBytes;
    }

    /** Sets ADDITIONAL SENSE LENGTH for so many bytes of sense data. */
    static void setAdditionalLength(ByteBuffer sense, int lengthBytes) {
        sense.put(ADDITIONAL_LENGTH, (byte) (lengthBytes - HEADER_BYTES));
    }

    private static int addKeySpecific(ByteBuffer sense, int value) {
        int at = append(sense, KEY_SPECIFIC_TYPE, KEY_SPECIFIC_BYTES);
        sense.put(at + 4, (byte) SKSV);
        sense.putShort(at + 5, (short) value);
        return at + KEY_SPECIFIC_BYTES;
    }

    /** Appends a descriptor of zeros but for its type and length; returns its index. */
    static int append(ByteBuffer sense, int type, int bytes) {
        int at = HEADER_BYTES + u8(sense, ADDITIONAL_LENGTH);
        for (int index = at; index < at + bytes; index++) {
            sense.put(index, (byte) 0);
        }
        sense.put(at, (byte) type);
        sense.put(at + 1, (byte) (bytes - 2));
        sense.put(ADDITIONAL_LENGTH, (byte) (at + bytes - HEADER_BYTES));
        return at;
    }

    private static void clear(ByteBuffer sense, int bytes) {
        for (int index = 0; index < bytes; index++) {
            sense.put(index, (byte) 0);
        }
    }

    /** True when it is sense data of a format this class knows. */
    public static boolean isKnown(ByteBuffer sense, int lengthBytes) {
        int code = responseCode(sense, lengthBytes);
        return code >= CURRENT_FIXED && code <= DEFERRED_DESCRIPTOR;
    }

    /** True when the error belongs to an earlier command (71h, 73h). */
    public static boolean isDeferred(ByteBuffer sense, int lengthBytes) {
        int code = responseCode(sense, lengthBytes);
        return code == DEFERRED_FIXED || code == DEFERRED_DESCRIPTOR;
    }

    public static boolean isDescriptor(ByteBuffer sense, int lengthBytes) {
        int code = responseCode(sense, lengthBytes);
        return code == CURRENT_DESCRIPTOR || code == DEFERRED_DESCRIPTOR;
    }

    public static SenseKey key(ByteBuffer sense, int lengthBytes) {
        return SenseKey.of(field(sense, lengthBytes, FIXED_KEY, DESCRIPTOR_KEY) & KEY_MASK);
    }

    /** ADDITIONAL SENSE CODE. */
    public static int asc(ByteBuffer sense, int lengthBytes) {
        return field(sense, lengthBytes, FIXED_ASC, DESCRIPTOR_ASC);
    }

    /** ADDITIONAL SENSE CODE QUALIFIER. */
    public static int ascq(ByteBuffer sense, int lengthBytes) {
        return field(sense, lengthBytes, FIXED_ASCQ, DESCRIPTOR_ASCQ);
    }

    /** True when there is a valid INFORMATION field. */
    public static boolean hasInformation(ByteBuffer sense, int lengthBytes) {
        if (isDescriptor(sense, lengthBytes)) {
            int at = descriptorAt(sense, lengthBytes, INFORMATION_TYPE, INFORMATION_BYTES);
            return at > 0 && (sense.get(at + 2) & VALID) != 0;
        }
        return lengthBytes >= FIXED_INFORMATION + 4 && (sense.get(0) & VALID) != 0;
    }

    /** INFORMATION, for block devices an LBA; 0 when there is none. */
    public static long information(ByteBuffer sense, int lengthBytes) {
        if (!hasInformation(sense, lengthBytes)) {
            return 0;
        }
        if (isDescriptor(sense, lengthBytes)) {
            return sense.getLong(descriptorAt(sense, lengthBytes, INFORMATION_TYPE, INFORMATION_BYTES) + 4);
        }
        return Integer.toUnsignedLong(sense.getInt(FIXED_INFORMATION));
    }

    /** The byte of the CDB that an ILLEGAL REQUEST points at; -1 when it points at none. */
    public static int fieldPointer(ByteBuffer sense, int lengthBytes) {
        int at = keySpecificAt(sense, lengthBytes);
        if (at < 0 || lengthBytes < at + 3 || (u8(sense, at) & FIELD_POINTER_IN_CDB) != FIELD_POINTER_IN_CDB) {
            return NONE;
        }
        return Short.toUnsignedInt(sense.getShort(at + 1));
    }

    /** PROGRESS INDICATION of NOT READY or NO SENSE, 0 to 65535; -1 when there is none. */
    public static int progress(ByteBuffer sense, int lengthBytes) {
        return keySpecificValue(sense, lengthBytes);
    }

    /** The byte of the parameter list that an ILLEGAL REQUEST points at; -1 when it points at none. */
    public static int parameterPointer(ByteBuffer sense, int lengthBytes) {
        return keySpecificValue(sense, lengthBytes);
    }

    private static int keySpecificValue(ByteBuffer sense, int lengthBytes) {
        int at = keySpecificAt(sense, lengthBytes);
        if (at < 0 || lengthBytes < at + 3 || (u8(sense, at) & FIELD_POINTER_IN_CDB) != SKSV) {
            return NONE;
        }
        return Short.toUnsignedInt(sense.getShort(at + 1));
    }

    private static int keySpecificAt(ByteBuffer sense, int lengthBytes) {
        if (!isDescriptor(sense, lengthBytes)) {
            return FIXED_KEY_SPECIFIC;
        }
        int at = descriptorAt(sense, lengthBytes, KEY_SPECIFIC_TYPE, KEY_SPECIFIC_BYTES);
        return at == NONE ? NONE : at + 4;
    }

    /** Index of the first whole descriptor of a type, or NONE. */
    private static int descriptorAt(ByteBuffer sense, int lengthBytes, int type, int bytes) {
        int additionalBytes = lengthBytes > ADDITIONAL_LENGTH ? u8(sense, ADDITIONAL_LENGTH) : 0;
        int end = Math.min(lengthBytes, HEADER_BYTES + additionalBytes);
        int at = HEADER_BYTES;
        while (at + 2 <= end) {
            if (u8(sense, at) == type && at + bytes <= end) {
                return at;
            }
            at += 2 + u8(sense, at + 1);
        }
        return NONE;
    }

    private static int responseCode(ByteBuffer sense, int lengthBytes) {
        return lengthBytes == 0 ? 0 : sense.get(0) & RESPONSE_CODE_MASK;
    }

    private static int field(ByteBuffer sense, int lengthBytes, int fixedAt, int descriptorAt) {
        int at = isDescriptor(sense, lengthBytes) ? descriptorAt : fixedAt;
        return isKnown(sense, lengthBytes) && at < lengthBytes ? u8(sense, at) : 0;
    }

    private static int u8(ByteBuffer sense, int index) {
        return Byte.toUnsignedInt(sense.get(index));
    }
}
