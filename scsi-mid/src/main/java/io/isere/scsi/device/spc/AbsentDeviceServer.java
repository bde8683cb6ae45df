package io.isere.scsi.device.spc;

import static io.isere.scsi.device.CommandClass.ALWAYS;
import static io.isere.scsi.task.DataDirection.IN;

import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.device.OpcodeTable;
import io.isere.scsi.sense.SenseCode;

/** What answers at a LUN that has no logical unit (SPC-4 6.6, 6.33, 6.39; SAM-5 5.11). */
public final class AbsentDeviceServer {
    /** Its commands; all others end with LOGICAL UNIT NOT SUPPORTED. */
    public static final OpcodeTable TABLE = OpcodeTable.builder(SenseCode.LOGICAL_UNIT_NOT_SUPPORTED)
            .serve(Opcode.INQUIRY, "01 FF FF FF 00", IN, ALWAYS, Inquiry::executeAbsent)
            .serve(Opcode.REQUEST_SENSE, "01 00 00 FF 00", IN, ALWAYS, RequestSense::executeAbsent)
            .serve(Opcode.REPORT_LUNS, "00 FF 00 00 00 FF FF FF FF 00 00", IN, ALWAYS, ReportLuns::execute)
            .build();

    private AbsentDeviceServer() {}
}
