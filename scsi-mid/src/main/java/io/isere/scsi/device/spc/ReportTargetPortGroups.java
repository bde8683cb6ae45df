package io.isere.scsi.device.spc;

import io.isere.scsi.cdb.MaintenanceInCdb;
import io.isere.scsi.device.Command;
import java.nio.ByteBuffer;

/**
 * REPORT TARGET PORT GROUPS (SPC-4 6.37): one group of one port, always active/optimized. Control path: allocates its
 * answer.
 */
public final class ReportTargetPortGroups {
    static final int RELATIVE_TARGET_PORT = 1;
    static final int TARGET_PORT_GROUP = 1;

    private static final int EXTENDED_HEADER = 1;
    /** RETURN DATA FORMAT TYPE 001b. */
    private static final byte EXTENDED_FORMAT = 0x10;
    /** ASYMMETRIC ACCESS STATE active/optimized. */
    private static final byte ACTIVE_OPTIMIZED = 0;
    /** AO_SUP: the one state there is. */
    private static final byte SUPPORTED_STATES = 0x01;

    private static final int ANSWER_BYTES_MAX = 20;

    private ReportTargetPortGroups() {}

    public static void execute(Command command) {
        ByteBuffer cdb = command.cdb();
        int format = MaintenanceInCdb.parameterDataFormat(cdb);
        if (format > EXTENDED_HEADER) {
            command.invalidField(MaintenanceInCdb.SERVICE_ACTION_AT);
            return;
        }
        ByteBuffer answer = ByteBuffer.allocate(ANSWER_BYTES_MAX).putInt(0);
        if (format == EXTENDED_HEADER) {
            answer.put(EXTENDED_FORMAT).put((byte) 0).putShort((short) 0);
        }
        putGroup(answer);
        answer.flip();
        answer.putInt(0, answer.limit() - Integer.BYTES);
        command.sendParameterData(answer, MaintenanceInCdb.allocationLengthBytes(cdb));
    }

    private static void putGroup(ByteBuffer answer) {
        answer.put(ACTIVE_OPTIMIZED).put(SUPPORTED_STATES).putShort((short) TARGET_PORT_GROUP);
        answer.put((byte) 0).put((byte) 0).put((byte) 0).put((byte) 1);
        answer.putInt(RELATIVE_TARGET_PORT);
    }
}
