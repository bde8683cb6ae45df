package io.isere.scsi.cdb;

/** Operation codes (SPC-4 and SBC-3) and service actions of the commands this project knows. */
public final class Opcode {
    public static final int TEST_UNIT_READY = 0x00;
    public static final int REQUEST_SENSE = 0x03;
    public static final int READ_6 = 0x08;
    public static final int WRITE_6 = 0x0A;
    public static final int INQUIRY = 0x12;
    public static final int MODE_SENSE_6 = 0x1A;
    public static final int START_STOP_UNIT = 0x1B;
    public static final int PREVENT_ALLOW_MEDIUM_REMOVAL = 0x1E;
    public static final int READ_CAPACITY_10 = 0x25;
    public static final int READ_10 = 0x28;
    public static final int WRITE_10 = 0x2A;
    public static final int WRITE_AND_VERIFY_10 = 0x2E;
    public static final int VERIFY_10 = 0x2F;
    public static final int PRE_FETCH_10 = 0x34;
    public static final int SYNCHRONIZE_CACHE_10 = 0x35;
    public static final int READ_DEFECT_DATA_10 = 0x37;
    public static final int LOG_SENSE = 0x4D;
    public static final int MODE_SENSE_10 = 0x5A;
    public static final int READ_16 = 0x88;
    public static final int WRITE_16 = 0x8A;
    public static final int WRITE_AND_VERIFY_16 = 0x8E;
    public static final int VERIFY_16 = 0x8F;
    public static final int PRE_FETCH_16 = 0x90;
    public static final int SYNCHRONIZE_CACHE_16 = 0x91;
    public static final int SERVICE_ACTION_IN_16 = 0x9E;
    public static final int REPORT_LUNS = 0xA0;
    public static final int MAINTENANCE_IN = 0xA3;
    public static final int READ_12 = 0xA8;
    public static final int WRITE_12 = 0xAA;
    public static final int WRITE_AND_VERIFY_12 = 0xAE;
    public static final int VERIFY_12 = 0xAF;
    public static final int READ_DEFECT_DATA_12 = 0xB7;
    public static final int SANITIZE = 0x48;
    public static final int EXTENDED_COPY = 0x83;
    public static final int RECEIVE_COPY_RESULTS = 0x84;
    public static final int WRITE_SAME_10 = 0x41;
    public static final int UNMAP = 0x42;
    public static final int COMPARE_AND_WRITE = 0x89;
    public static final int OR_WRITE_16 = 0x8B;
    public static final int WRITE_SAME_16 = 0x93;
    public static final int WRITE_ATOMIC_16 = 0x9C;
    public static final int MODE_SELECT_6 = 0x15;
    public static final int MODE_SELECT_10 = 0x55;
    public static final int RESERVE_6 = 0x16;
    public static final int RELEASE_6 = 0x17;
    public static final int RESERVE_10 = 0x56;
    public static final int RELEASE_10 = 0x57;
    public static final int PERSISTENT_RESERVE_IN = 0x5E;
    public static final int PERSISTENT_RESERVE_OUT = 0x5F;

    /** Service action of {@link #SERVICE_ACTION_IN_16}: READ CAPACITY (16) (SBC-3 5.16). */
    public static final int SAI_READ_CAPACITY_16 = 0x10;
    /** Service action of {@link #SERVICE_ACTION_IN_16}: GET LBA STATUS (SBC-3 5.4). */
    public static final int SAI_GET_LBA_STATUS = 0x12;
    /** Service action of {@link #MAINTENANCE_IN}: REPORT TARGET PORT GROUPS (SPC-4 6.37). */
    public static final int MI_REPORT_TARGET_PORT_GROUPS = 0x0A;
    /** Service action of {@link #MAINTENANCE_IN}: REPORT SUPPORTED OPERATION CODES (SPC-4 6.35). */
    public static final int MI_REPORT_SUPPORTED_OPERATION_CODES = 0x0C;
    /** Service action of {@link #MAINTENANCE_IN}: REPORT SUPPORTED TASK MANAGEMENT FUNCTIONS (SPC-4 6.36). */
    public static final int MI_REPORT_SUPPORTED_TASK_MANAGEMENT_FUNCTIONS = 0x0D;

    private Opcode() {}

    /** The standard's name of {@code opcode}, for messages. Allocates for unknown ones. */
    public static String name(int opcode) {
        return switch (opcode) {
            case TEST_UNIT_READY -> "TEST UNIT READY";
            case REQUEST_SENSE -> "REQUEST SENSE";
            case READ_6 -> "READ(6)";
            case WRITE_6 -> "WRITE(6)";
            case INQUIRY -> "INQUIRY";
            case MODE_SENSE_6 -> "MODE SENSE(6)";
            case READ_CAPACITY_10 -> "READ CAPACITY(10)";
            case READ_10 -> "READ(10)";
            case WRITE_10 -> "WRITE(10)";
            case SYNCHRONIZE_CACHE_10 -> "SYNCHRONIZE CACHE(10)";
            case MODE_SENSE_10 -> "MODE SENSE(10)";
            case READ_16 -> "READ(16)";
            case WRITE_16 -> "WRITE(16)";
            case SYNCHRONIZE_CACHE_16 -> "SYNCHRONIZE CACHE(16)";
            case SERVICE_ACTION_IN_16 -> "SERVICE ACTION IN(16)";
            case REPORT_LUNS -> "REPORT LUNS";
            case READ_12 -> "READ(12)";
            case WRITE_12 -> "WRITE(12)";
            case START_STOP_UNIT -> "START STOP UNIT";
            case PREVENT_ALLOW_MEDIUM_REMOVAL -> "PREVENT ALLOW MEDIUM REMOVAL";
            case WRITE_AND_VERIFY_10 -> "WRITE AND VERIFY(10)";
            case VERIFY_10 -> "VERIFY(10)";
            case PRE_FETCH_10 -> "PRE-FETCH(10)";
            case READ_DEFECT_DATA_10 -> "READ DEFECT DATA(10)";
            case LOG_SENSE -> "LOG SENSE";
            case WRITE_AND_VERIFY_16 -> "WRITE AND VERIFY(16)";
            case VERIFY_16 -> "VERIFY(16)";
            case PRE_FETCH_16 -> "PRE-FETCH(16)";
            case MAINTENANCE_IN -> "MAINTENANCE IN";
            case WRITE_AND_VERIFY_12 -> "WRITE AND VERIFY(12)";
            case VERIFY_12 -> "VERIFY(12)";
            case READ_DEFECT_DATA_12 -> "READ DEFECT DATA(12)";
            case SANITIZE -> "SANITIZE";
            case EXTENDED_COPY -> "EXTENDED COPY";
            case RECEIVE_COPY_RESULTS -> "RECEIVE COPY RESULTS";
            case WRITE_SAME_10 -> "WRITE SAME(10)";
            case UNMAP -> "UNMAP";
            case COMPARE_AND_WRITE -> "COMPARE AND WRITE";
            case OR_WRITE_16 -> "ORWRITE(16)";
            case WRITE_SAME_16 -> "WRITE SAME(16)";
            case WRITE_ATOMIC_16 -> "WRITE ATOMIC(16)";
            case MODE_SELECT_6 -> "MODE SELECT(6)";
            case MODE_SELECT_10 -> "MODE SELECT(10)";
            case RESERVE_6 -> "RESERVE(6)";
            case RELEASE_6 -> "RELEASE(6)";
            case RESERVE_10 -> "RESERVE(10)";
            case RELEASE_10 -> "RELEASE(10)";
            case PERSISTENT_RESERVE_IN -> "PERSISTENT RESERVE IN";
            case PERSISTENT_RESERVE_OUT -> "PERSISTENT RESERVE OUT";
            default -> String.format("opcode %02Xh", opcode);
        };
    }
}
