package io.isere.scsi.device.spc;

import static io.isere.scsi.task.DataDirection.IN;

import io.isere.scsi.cdb.InquiryCdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.cdb.ReportLunsCdb;
import io.isere.scsi.cdb.RequestSenseCdb;
import io.isere.scsi.device.OpcodeTable;
import io.isere.scsi.sense.SenseCode;

/** What answers at a LUN that has no logical unit (SPC-4 6.6, 6.33, 6.39; SAM-5 5.11). */
public final class AbsentDeviceServer {
    /** Its commands; all others end with LOGICAL UNIT NOT SUPPORTED. */
    public static final OpcodeTable TABLE = OpcodeTable.builder(SenseCode.LOGICAL_UNIT_NOT_SUPPORTED)
            .serveAlways(Opcode.INQUIRY, InquiryCdb.LENGTH_BYTES, IN, Inquiry::executeAbsent)
            .serveAlways(Opcode.REQUEST_SENSE, RequestSenseCdb.LENGTH_BYTES, IN, RequestSense::executeAbsent)
            .serveAlways(Opcode.REPORT_LUNS, ReportLunsCdb.LENGTH_BYTES, IN, ReportLuns::execute)
            .build();

    private AbsentDeviceServer() {}
}
