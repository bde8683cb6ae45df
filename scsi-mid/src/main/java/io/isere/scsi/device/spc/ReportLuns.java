package io.isere.scsi.device.spc;

import io.isere.scsi.cdb.ReportLunsCdb;
import io.isere.scsi.device.Command;
import io.isere.scsi.task.Lun;
import java.nio.ByteBuffer;

/** REPORT LUNS (SPC-4 6.33): the LUNs of the command's nexus; there are no well known logical units to report. */
public final class ReportLuns {
    private static final int HEADER_BYTES = 8;
    private static final int ALLOCATION_LENGTH_MIN = 16;
    private static final int[] NO_LUNS = {};

    private ReportLuns() {}

    /** The handler, of logical units and of LUNs that have none alike. */
    public static void execute(Command command) {
        ByteBuffer cdb = command.cdb();
        long allocationLengthBytes = ReportLunsCdb.allocationLengthBytes(cdb);
        int selectReport = ReportLunsCdb.selectReport(cdb);
        if (allocationLengthBytes < ALLOCATION_LENGTH_MIN) {
            command.invalidField(ReportLunsCdb.ALLOCATION_LENGTH_AT);
        } else if (selectReport > ReportLunsCdb.SELECT_ALL) {
            command.invalidField(ReportLunsCdb.SELECT_REPORT_AT);
        } else {
            boolean wellKnownOnly = selectReport == ReportLunsCdb.SELECT_WELL_KNOWN;
            int[] luns = wellKnownOnly ? NO_LUNS : command.nexusState().luns();
            command.nexusState().onLunsReported();
            command.sendParameterData(list(luns), allocationLengthBytes);
        }
    }

    private static ByteBuffer list(int[] luns) {
        ByteBuffer list = ByteBuffer.allocate(HEADER_BYTES + luns.length * Long.BYTES);
        list.putInt(0, luns.length * Long.BYTES);
        for (int index = 0; index < luns.length; index++) {
            list.putLong(HEADER_BYTES + index * Long.BYTES, Lun.encode(luns[index]));
        }
        return list;
    }
}
