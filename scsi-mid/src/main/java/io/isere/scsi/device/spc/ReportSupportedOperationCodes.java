package io.isere.scsi.device.spc;

import io.isere.scsi.cdb.MaintenanceInCdb;
import io.isere.scsi.device.Command;
import io.isere.scsi.device.OpcodeTable;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * REPORT SUPPORTED OPERATION CODES (SPC-4 6.35): what the opcode table holds. Control path: allocates its answer.
 *
 * <pre>
 *   all commands: header, and for each     one command
 *   0    OPERATION CODE                    1    CTDP (7), SUPPORT (2-0)
 *   2-3  SERVICE ACTION                    2-3  CDB SIZE
 *   5    CTDP (1), SERVACTV (0)            4-   CDB USAGE DATA
 *   6-7  CDB LENGTH                        then the command timeouts descriptor
 *   8-   command timeouts descriptor
 * </pre>
 */
public final class ReportSupportedOperationCodes {
    private static final int ALL = 0;
    private static final int ONE_BY_OPCODE = 1;
    private static final int ONE_BY_SERVICE_ACTION = 2;
    private static final int ONE_BY_EITHER = 3;

    private static final int HEADER_BYTES = 4;
    /** Room for every opcode and service action this project will ever serve. */
    private static final int ANSWER_BYTES_MAX = 4096;

    private static final int SERVACTV = 0x01;
    private static final int CTDP_OF_ALL = 0x02;
    private static final int CTDP_OF_ONE = 0x80;
    private static final byte NOT_SUPPORTED = 1;
    private static final int SUPPORTED = 3;
    private static final short TIMEOUTS_DESCRIPTOR_LENGTH = 10;

    private ReportSupportedOperationCodes() {}

    /** Answers from {@code table}. */
    public static void execute(Command command, OpcodeTable table) {
        ByteBuffer cdb = command.cdb();
        int opcode = MaintenanceInCdb.requestedOpcode(cdb);
        boolean hasActions = table.hasServiceActions(opcode);
        switch (MaintenanceInCdb.reportingOptions(cdb)) {
            case ALL -> send(command, all(table, MaintenanceInCdb.extended(cdb)));
            case ONE_BY_OPCODE -> sendOne(command, hasActions, table.served(opcode, 0));
            case ONE_BY_SERVICE_ACTION -> sendOne(command, !hasActions, requested(table, cdb));
            case ONE_BY_EITHER -> sendOne(command, false, requested(table, cdb));
            default -> command.invalidField(MaintenanceInCdb.REPORTING_OPTIONS_AT);
        }
    }

    private static OpcodeTable.@Nullable Row requested(OpcodeTable table, ByteBuffer cdb) {
        return table.served(MaintenanceInCdb.requestedOpcode(cdb), MaintenanceInCdb.requestedServiceAction(cdb));
    }

    private static void sendOne(Command command, boolean isWrongForm, OpcodeTable.@Nullable Row row) {
        if (isWrongForm) {
            command.invalidField(MaintenanceInCdb.REQUESTED_OPCODE_AT);
        } else {
            send(command, one(row, MaintenanceInCdb.extended(command.cdb())));
        }
    }

    private static void send(Command command, ByteBuffer answer) {
        answer.flip();
        command.sendParameterData(answer, MaintenanceInCdb.allocationLengthBytes(command.cdb()));
    }

    private static ByteBuffer all(OpcodeTable table, boolean timeouts) {
        ByteBuffer answer = ByteBuffer.allocate(ANSWER_BYTES_MAX).position(HEADER_BYTES);
        table.forEachServed((opcode, serviceAction, row) -> {
            int flags = (table.hasServiceActions(opcode) ? SERVACTV : 0) | (timeouts ? CTDP_OF_ALL : 0);
            answer.put((byte) opcode).put((byte) 0).putShort((short) serviceAction);
            answer.put((byte) 0).put((byte) flags);
            answer.putShort((short) row.usage().lengthBytes());
            putTimeouts(answer, timeouts);
        });
        return answer.putInt(0, answer.position() - HEADER_BYTES);
    }

    private static ByteBuffer one(OpcodeTable.@Nullable Row row, boolean timeouts) {
        ByteBuffer answer = ByteBuffer.allocate(ANSWER_BYTES_MAX).position(HEADER_BYTES);
        if (row == null) {
            return answer.put(1, NOT_SUPPORTED);
        }
        answer.put(1, (byte) (SUPPORTED | (timeouts ? CTDP_OF_ONE : 0)));
        answer.putShort(2, (short) row.usage().lengthBytes());
        row.usage().putTo(answer);
        putTimeouts(answer, timeouts);
        return answer;
    }

    /** A descriptor without values: no timeout is promised (SPC-4 6.35.4). */
    private static void putTimeouts(ByteBuffer answer, boolean timeouts) {
        if (timeouts) {
            answer.putShort(TIMEOUTS_DESCRIPTOR_LENGTH).putShort((short) 0).putLong(0);
        }
    }
}
