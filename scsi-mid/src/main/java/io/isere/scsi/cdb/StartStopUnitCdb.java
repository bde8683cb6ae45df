package io.isere.scsi.cdb;

import java.nio.ByteBuffer;

/**
 * START STOP UNIT (SBC-3 5.27) and PREVENT ALLOW MEDIUM REMOVAL (5.9).
 *
 * <pre>
 *   1    IMMED (0)
 *   4    START STOP UNIT: POWER CONDITION (7-4), NO_FLUSH (2), LOEJ (1), START (0);  PREVENT (1-0)
 *   5    CONTROL
 * </pre>
 */
public final class StartStopUnitCdb {
    public static final int LENGTH_BYTES = 6;
    /** Index of the byte of POWER CONDITION, NO_FLUSH, LOEJ, START or of PREVENT, for field pointers. */
    public static final int ACTION_AT = 4;

    private static final int POWER_CONDITION_SHIFT = 4;
    private static final int NO_FLUSH = 0x04;
    private static final int LOEJ = 0x02;
    private static final int START = 0x01;
    private static final int PREVENT_MASK = 0x03;

    private StartStopUnitCdb() {}

    /** START STOP UNIT without a power condition. */
    public static int build(ByteBuffer cdb, boolean start, boolean loej, boolean noFlush) {
        Cdb.begin(cdb, Opcode.START_STOP_UNIT, LENGTH_BYTES);
        Cdb.setBit(cdb, ACTION_AT, START, start);
        Cdb.setBit(cdb, ACTION_AT, LOEJ, loej);
        Cdb.setBit(cdb, ACTION_AT, NO_FLUSH, noFlush);
        return LENGTH_BYTES;
    }

    /** PREVENT ALLOW MEDIUM REMOVAL; {@code prevent} 0 to 3. */
    public static int buildPrevent(ByteBuffer cdb, int prevent) {
        Cdb.begin(cdb, Opcode.PREVENT_ALLOW_MEDIUM_REMOVAL, LENGTH_BYTES);
        cdb.put(ACTION_AT, (byte) prevent);
        return LENGTH_BYTES;
    }

    public static int powerCondition(ByteBuffer cdb) {
        return Cdb.u8(cdb, ACTION_AT) >>> POWER_CONDITION_SHIFT;
    }

    public static boolean noFlush(ByteBuffer cdb) {
        return Cdb.bit(cdb, ACTION_AT, NO_FLUSH);
    }

    /** Load or eject. */
    public static boolean loej(ByteBuffer cdb) {
        return Cdb.bit(cdb, ACTION_AT, LOEJ);
    }

    public static boolean start(ByteBuffer cdb) {
        return Cdb.bit(cdb, ACTION_AT, START);
    }

    /** PREVENT: 0 allows medium removal, 1 prevents it, 2 and 3 are obsolete. */
    public static int prevent(ByteBuffer cdb) {
        return cdb.get(ACTION_AT) & PREVENT_MASK;
    }
}
