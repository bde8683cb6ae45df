package io.isere.scsi.device.spc;

import io.isere.scsi.cdb.MaintenanceInCdb;
import io.isere.scsi.device.Command;
import java.nio.ByteBuffer;

/** REPORT SUPPORTED TASK MANAGEMENT FUNCTIONS (SPC-4 6.36). Control path: allocates its answer. */
public final class ReportSupportedTaskManagementFunctions {
    /** ATS, ATSS, CTSS, LURS, QTS, TRS: abort task, task sets, resets, query task. */
    private static final byte FUNCTIONS = (byte) 0xDE;
    /** QAES, ITNRS: query asynchronous event, I_T nexus reset. */
    private static final byte MORE_FUNCTIONS = 0x05;

    private static final int BASIC_BYTES = 4;
    private static final int EXTENDED_BYTES = 16;

    private ReportSupportedTaskManagementFunctions() {}

    public static void execute(Command command) {
        ByteBuffer cdb = command.cdb();
        int bytes = MaintenanceInCdb.extended(cdb) ? EXTENDED_BYTES : BASIC_BYTES;
        ByteBuffer answer = ByteBuffer.allocate(bytes);
        answer.put(0, FUNCTIONS).put(1, MORE_FUNCTIONS).put(3, (byte) (bytes - BASIC_BYTES));
        command.sendParameterData(answer, MaintenanceInCdb.allocationLengthBytes(cdb));
    }
}
