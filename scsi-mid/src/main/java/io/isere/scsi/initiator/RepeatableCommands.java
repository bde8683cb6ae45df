package io.isere.scsi.initiator;

import io.isere.scsi.cdb.Opcode;

/**
 * Commands that leave a device as one execution does when they are executed twice, with nothing in between that touches
 * the same blocks: which a client that waits for its completions sees to. A table; any thread; allocates nothing.
 *
 * <p>Not among them: COMPARE AND WRITE, whose second execution finds its own data; reservations, whose second execution
 * may find another holder or release what was taken since; EXTENDED COPY and SANITIZE, which go on by themselves; MODE
 * SELECT; and whatever this table does not know.
 */
public final class RepeatableCommands {
    private static final boolean[] REPEATABLE = new boolean[256];

    static {
        int[] opcodes = {
            Opcode.TEST_UNIT_READY,
            Opcode.INQUIRY,
            Opcode.REPORT_LUNS,
            Opcode.MODE_SENSE_6,
            Opcode.MODE_SENSE_10,
            Opcode.LOG_SENSE,
            Opcode.READ_CAPACITY_10,
            Opcode.SERVICE_ACTION_IN_16,
            Opcode.MAINTENANCE_IN,
            Opcode.PERSISTENT_RESERVE_IN,
            Opcode.READ_DEFECT_DATA_10,
            Opcode.READ_DEFECT_DATA_12,
            Opcode.READ_6,
            Opcode.READ_10,
            Opcode.READ_12,
            Opcode.READ_16,
            Opcode.PRE_FETCH_10,
            Opcode.PRE_FETCH_16,
            Opcode.VERIFY_10,
            Opcode.VERIFY_12,
            Opcode.VERIFY_16,
            Opcode.WRITE_6,
            Opcode.WRITE_10,
            Opcode.WRITE_12,
            Opcode.WRITE_16,
            Opcode.WRITE_AND_VERIFY_10,
            Opcode.WRITE_AND_VERIFY_12,
            Opcode.WRITE_AND_VERIFY_16,
            Opcode.WRITE_ATOMIC_16,
            Opcode.WRITE_SAME_10,
            Opcode.WRITE_SAME_16,
            Opcode.OR_WRITE_16,
            Opcode.UNMAP,
            Opcode.SYNCHRONIZE_CACHE_10,
            Opcode.SYNCHRONIZE_CACHE_16,
            Opcode.START_STOP_UNIT,
            Opcode.PREVENT_ALLOW_MEDIUM_REMOVAL,
        };
        for (int opcode : opcodes) {
            REPEATABLE[opcode] = true;
        }
    }

    private RepeatableCommands() {}

    /** Whether a command with this operation code may be sent again without knowing whether it was executed. */
    public static boolean contains(int opcode) {
        return REPEATABLE[opcode & 0xff];
    }
}
