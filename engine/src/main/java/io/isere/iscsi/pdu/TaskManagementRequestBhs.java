package io.isere.iscsi.pdu;

/**
 * Task Management Function Request (RFC 7143, section 11.5; functions 9-12: RFC 7144, section 6.3).
 *
 * <pre>
 * Byte/     0       |       1       |       2       |       3       |
 *    /              |               |               |               |
 *   |0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|0 1 2 3 4 5 6 7|
 *   +---------------+---------------+---------------+---------------+
 *  0|.|I| 0x02      |1| Function    | Reserved                      |
 *   +---------------+---------------+---------------+---------------+
 *  4|TotalAHSLength | DataSegmentLength                             |
 *   +---------------+---------------+---------------+---------------+
 *  8| Logical Unit Number (LUN) or Reserved                         |
 * 12|                                                               |
 *   +---------------+---------------+---------------+---------------+
 * 16| Initiator Task Tag                                            |
 *   +---------------+---------------+---------------+---------------+
 * 20| Referenced Task Tag or 0xffffffff                             |
 *   +---------------+---------------+---------------+---------------+
 * 24| CmdSN                                                         |
 *   +---------------+---------------+---------------+---------------+
 * 28| ExpStatSN                                                     |
 *   +---------------+---------------+---------------+---------------+
 * 32| RefCmdSN or Reserved                                          |
 *   +---------------+---------------+---------------+---------------+
 * 36| ExpDataSN or Reserved                                         |
 *   +---------------+---------------+---------------+---------------+
 * 40/ Reserved                                                      /
 *   +---------------+---------------+---------------+---------------+
 * </pre>
 *
 * <p>Threads, lifetime and allocation: see {@link Flyweight}.
 */
public final class TaskManagementRequestBhs extends RequestBhs<TaskManagementRequestBhs> {

    private static final int FLAGS_OFFSET = 1;
    private static final int FUNCTION_CODE_MASK = 0x7f;
    private static final int REFERENCED_TASK_TAG_OFFSET = 20;
    private static final int REF_CMD_SN_OFFSET = 32;
    private static final int EXP_DATA_SN_OFFSET = 36;

    /** Zeroes the header, sets opcode, F bit and a reserved Referenced Task Tag. */
    public TaskManagementRequestBhs init() {
        return zero(Opcode.TASK_MANAGEMENT_REQUEST, true).referencedTaskTag(RESERVED_TAG);
    }

    /** The function's code; see {@link TaskManagementFunction} (11.5.1). */
    public int functionCode() {
        return getUnsignedByte(FLAGS_OFFSET) & FUNCTION_CODE_MASK;
    }

    /** Sets the function's code, 0..127. */
    public TaskManagementRequestBhs functionCode(int functionCode) {
        return putBits(FLAGS_OFFSET, FUNCTION_CODE_MASK, functionCode);
    }

    /** The task to abort, reassign or query; else {@link #RESERVED_TAG} (11.5.4). */
    public int referencedTaskTag() {
        return getInt(REFERENCED_TASK_TAG_OFFSET);
    }

    /** Sets the Referenced Task Tag. */
    public TaskManagementRequestBhs referencedTaskTag(int tag) {
        return putInt(REFERENCED_TASK_TAG_OFFSET, tag);
    }

    /** CmdSN of the task to abort or query; for an immediate task that of this request (11.5.5). */
    public int refCmdSn() {
        return getInt(REF_CMD_SN_OFFSET);
    }

    /** Sets RefCmdSN. */
    public TaskManagementRequestBhs refCmdSn(int refCmdSn) {
        return putInt(REF_CMD_SN_OFFSET, refCmdSn);
    }

    /** For TASK REASSIGN the first Data-In not acknowledged; else reserved (11.5.6). */
    public int expDataSn() {
        return getInt(EXP_DATA_SN_OFFSET);
    }

    /** Sets ExpDataSN. */
    public TaskManagementRequestBhs expDataSn(int expDataSn) {
        return putInt(EXP_DATA_SN_OFFSET, expDataSn);
    }

    /** The function, {@link TaskManagementFunction#UNASSIGNED} if the RFCs know none of this code. */
    public TaskManagementFunction function() {
        return TaskManagementFunction.of(functionCode());
    }
}
