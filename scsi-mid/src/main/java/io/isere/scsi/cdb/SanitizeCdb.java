package io.isere.scsi.cdb;

import java.nio.ByteBuffer;

/**
 * SANITIZE (SBC-3 5.24) and the parameter list of its OVERWRITE.
 *
 * <pre>
 *   CDB                                             parameter list
 *   1    IMMED (7), ZNR (6), AUSE (5), action (4-0) 0    INVERT (7), TEST (6-5), OVERWRITE COUNT (4-0)
 *   2-6  reserved                                   2-3  INITIALIZATION PATTERN LENGTH
 *   7-8  PARAMETER LIST LENGTH                      4-   INITIALIZATION PATTERN
 *   9    CONTROL
 * </pre>
 */
public final class SanitizeCdb {
    public static final int LENGTH_BYTES = 10;
    public static final int OVERWRITE = 0x01;
    public static final int BLOCK_ERASE = 0x02;
    public static final int CRYPTOGRAPHIC_ERASE = 0x03;
    public static final int EXIT_FAILURE_MODE = 0x1F;

    /** Index of the byte of ZNR and AUSE, for field pointers. */
    public static final int FLAGS_AT = 1;

    public static final int PARAMETER_LIST_LENGTH_AT = 7;
    /** Bytes of the parameter list before the pattern. */
    public static final int LIST_HEADER_BYTES = 4;
    /** Index of INVERT, TEST and OVERWRITE COUNT in the parameter list, for field pointers. */
    public static final int COUNT_AT = 0;

    public static final int PATTERN_LENGTH_AT = 2;

    private static final int IMMED = 0x80;
    private static final int ZNR = 0x40;
    private static final int AUSE = 0x20;
    private static final int RESERVED_FROM = 2;
    private static final int INVERT = 0x80;
    private static final int TEST_MASK = 0x60;
    private static final int COUNT_MASK = 0x1F;

    private SanitizeCdb() {}

    public static int build(ByteBuffer cdb, int serviceAction, boolean immed, boolean ause, int parameterListBytes) {
        Cdb.begin(cdb, Opcode.SANITIZE, LENGTH_BYTES);
        cdb.put(FLAGS_AT, (byte) serviceAction);
        Cdb.setBit(cdb, FLAGS_AT, IMMED, immed);
        Cdb.setBit(cdb, FLAGS_AT, AUSE, ause);
        cdb.putShort(PARAMETER_LIST_LENGTH_AT, (short) parameterListBytes);
        return LENGTH_BYTES;
    }

    /** Status as soon as CDB and parameter list are found valid. */
    public static boolean immed(ByteBuffer cdb) {
        return Cdb.bit(cdb, FLAGS_AT, IMMED);
    }

    /** Zoned no reset; reserved where there are no zones. */
    public static boolean znr(ByteBuffer cdb) {
        return Cdb.bit(cdb, FLAGS_AT, ZNR);
    }

    /** Allow unrestricted sanitize exit. */
    public static boolean ause(ByteBuffer cdb) {
        return Cdb.bit(cdb, FLAGS_AT, AUSE);
    }

    public static int parameterListBytes(ByteBuffer cdb) {
        return Cdb.u16(cdb, PARAMETER_LIST_LENGTH_AT);
    }

    /** Index of the first reserved byte that is not zero; 0 when there is none. */
    public static int reservedAt(ByteBuffer cdb) {
        for (int index = RESERVED_FROM; index < PARAMETER_LIST_LENGTH_AT; index++) {
            if (cdb.get(index) != 0) {
                return index;
            }
        }
        return 0;
    }

    /** Whether the pattern is inverted between consecutive passes. */
    public static boolean invert(ByteBuffer list) {
        return Cdb.bit(list, COUNT_AT, INVERT);
    }

    /** TEST, 0 for an operation that is none. */
    public static int test(ByteBuffer list) {
        return list.get(COUNT_AT) & TEST_MASK;
    }

    /** OVERWRITE COUNT, 0 to 31. */
    public static int count(ByteBuffer list) {
        return list.get(COUNT_AT) & COUNT_MASK;
    }

    public static int patternBytes(ByteBuffer list) {
        return Cdb.u16(list, PATTERN_LENGTH_AT);
    }

    /** A parameter list of OVERWRITE. */
    public static ByteBuffer list(boolean invert, int count, byte... pattern) {
        ByteBuffer list = ByteBuffer.allocateDirect(LIST_HEADER_BYTES + pattern.length);
        list.put(COUNT_AT, (byte) ((invert ? INVERT : 0) | count));
        list.putShort(PATTERN_LENGTH_AT, (short) pattern.length);
        return list.put(LIST_HEADER_BYTES, pattern);
    }
}
