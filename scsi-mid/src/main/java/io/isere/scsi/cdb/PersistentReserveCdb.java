package io.isere.scsi.cdb;

import java.nio.ByteBuffer;

/**
 * PERSISTENT RESERVE IN and OUT (SPC-4 6.15, 6.16) and the basic parameter list of OUT.
 *
 * <pre>
 *   CDB                                    parameter list of OUT
 *   1    SERVICE ACTION (4-0)              0-7    RESERVATION KEY
 *   2    OUT: SCOPE (7-4), TYPE (3-0)      8-15   SERVICE ACTION RESERVATION KEY
 *   7-8  IN: ALLOCATION LENGTH             17     REGISTER AND MOVE: UNREG (1), APTPL (0)
 *   5-8  OUT: PARAMETER LIST LENGTH        20     others: SPEC_I_PT (3), ALL_TG_PT (2), APTPL (0)
 *   9    CONTROL                           18-19  REGISTER AND MOVE: RELATIVE TARGET PORT IDENTIFIER
 *                                          20-23  REGISTER AND MOVE: TRANSPORTID LENGTH
 *                                          24-    REGISTER AND MOVE: TransportID
 * </pre>
 */
public final class PersistentReserveCdb {
    public static final int LENGTH_BYTES = 10;
    /** Index of SCOPE and TYPE, for field pointers. */
    public static final int SCOPE_TYPE_AT = 2;

    /** Length of the basic parameter list. */
    public static final int LIST_BYTES = 24;

    private static final int SERVICE_ACTION = 1;
    private static final int ALLOCATION_LENGTH = 7;
    private static final int PARAMETER_LIST_LENGTH = 5;
    private static final int TYPE_MASK = 0x0F;
    private static final int SCOPE_SHIFT = 4;
    /** Index of SERVICE ACTION RESERVATION KEY in the list, for field pointers. */
    public static final int ACTION_KEY_AT = 8;

    private static final int MOVE_FLAGS = 17;
    private static final int UNREG = 0x02;
    /** Index of SPEC_I_PT, ALL_TG_PT and APTPL in the list, for field pointers. */
    public static final int FLAGS_AT = 20;

    private static final int SPEC_I_PT_OR_ALL_TG_PT = 0x0C;
    private static final int APTPL = 0x01;
    private static final int TARGET_PORT = 18;
    private static final int TRANSPORT_ID_LENGTH = 20;

    private PersistentReserveCdb() {}

    /** PERSISTENT RESERVE IN. */
    public static int buildIn(ByteBuffer cdb, int serviceAction, int allocationLengthBytes) {
        Cdb.begin(cdb, Opcode.PERSISTENT_RESERVE_IN, LENGTH_BYTES);
        cdb.put(SERVICE_ACTION, (byte) serviceAction);
        cdb.putShort(ALLOCATION_LENGTH, (short) allocationLengthBytes);
        return LENGTH_BYTES;
    }

    /** PERSISTENT RESERVE OUT. */
    public static int buildOut(ByteBuffer cdb, int serviceAction, int type, int parameterListBytes) {
        Cdb.begin(cdb, Opcode.PERSISTENT_RESERVE_OUT, LENGTH_BYTES);
        cdb.put(SERVICE_ACTION, (byte) serviceAction);
        cdb.put(SCOPE_TYPE_AT, (byte) type);
        cdb.putInt(PARAMETER_LIST_LENGTH, parameterListBytes);
        return LENGTH_BYTES;
    }

    /** A basic parameter list. */
    public static ByteBuffer list(long key, long actionKey, boolean aptpl) {
        ByteBuffer list = ByteBuffer.allocateDirect(LIST_BYTES);
        return list.putLong(0, key).putLong(ACTION_KEY_AT, actionKey).put(FLAGS_AT, (byte) (aptpl ? APTPL : 0));
    }

    /**
     * A parameter list of REGISTER AND MOVE.
     *
     * @param targetPort RELATIVE TARGET PORT IDENTIFIER the reservation moves to
     * @param portName iSCSI name of the initiator port it moves to, with ",i,0x" and its ISID
     */
    public static ByteBuffer moveList(
            long key, long actionKey, boolean unreg, boolean aptpl, int targetPort, String portName) {
        ByteBuffer list = ByteBuffer.allocateDirect(LIST_BYTES + TransportId.lengthBytes(portName));
        list.putLong(0, key).putLong(ACTION_KEY_AT, actionKey);
        list.put(MOVE_FLAGS, (byte) ((unreg ? UNREG : 0) | (aptpl ? APTPL : 0)));
        list.putShort(TARGET_PORT, (short) targetPort);
        list.putInt(TRANSPORT_ID_LENGTH, list.capacity() - LIST_BYTES);
        TransportId.put(list.position(LIST_BYTES), portName);
        return list.clear();
    }

    public static int allocationLengthBytes(ByteBuffer cdb) {
        return Cdb.u16(cdb, ALLOCATION_LENGTH);
    }

    public static long parameterListBytes(ByteBuffer cdb) {
        return Cdb.u32(cdb, PARAMETER_LIST_LENGTH);
    }

    public static int scope(ByteBuffer cdb) {
        return Cdb.u8(cdb, SCOPE_TYPE_AT) >>> SCOPE_SHIFT;
    }

    public static int type(ByteBuffer cdb) {
        return cdb.get(SCOPE_TYPE_AT) & TYPE_MASK;
    }

    public static long key(ByteBuffer list) {
        return list.getLong(0);
    }

    /** SERVICE ACTION RESERVATION KEY. */
    public static long actionKey(ByteBuffer list) {
        return list.getLong(ACTION_KEY_AT);
    }

    /** Activate persist through power loss, of all but REGISTER AND MOVE. */
    public static boolean aptpl(ByteBuffer list) {
        return Cdb.bit(list, FLAGS_AT, APTPL);
    }

    /** SPEC_I_PT or ALL_TG_PT. */
    public static boolean namesPorts(ByteBuffer list) {
        return Cdb.bit(list, FLAGS_AT, SPEC_I_PT_OR_ALL_TG_PT);
    }

    /** UNREG of REGISTER AND MOVE. */
    public static boolean unreg(ByteBuffer list) {
        return Cdb.bit(list, MOVE_FLAGS, UNREG);
    }

    /** APTPL of REGISTER AND MOVE. */
    public static boolean moveAptpl(ByteBuffer list) {
        return Cdb.bit(list, MOVE_FLAGS, APTPL);
    }

    /** TRANSPORTID PARAMETER DATA LENGTH of REGISTER AND MOVE. */
    public static long transportIdBytes(ByteBuffer list) {
        return Cdb.u32(list, TRANSPORT_ID_LENGTH);
    }
}
