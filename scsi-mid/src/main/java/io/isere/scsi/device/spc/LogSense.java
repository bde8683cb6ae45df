package io.isere.scsi.device.spc;

import io.isere.scsi.cdb.LogSenseCdb;
import io.isere.scsi.device.Command;
import java.nio.ByteBuffer;

/**
 * LOG SENSE (SPC-4 6.8): the pages that list the pages there are, which are these. Control path: allocates its answer.
 */
public final class LogSense {
    private static final int SUPPORTED_PAGES = 0x00;
    private static final int ALL_SUBPAGES = 0xFF;
    /** SPF: the page has a subpage code. */
    private static final int SPF = 0x40;

    private static final byte[] PAGES = {SUPPORTED_PAGES};
    private static final byte[] PAGES_AND_SUBPAGES = {SUPPORTED_PAGES, 0, SUPPORTED_PAGES, (byte) ALL_SUBPAGES};
    private static final int HEADER_BYTES = 4;

    private LogSense() {}

    public static void execute(Command command) {
        ByteBuffer cdb = command.cdb();
        int subpageCode = LogSenseCdb.subpageCode(cdb);
        if (LogSenseCdb.sp(cdb)) {
            command.invalidField(LogSenseCdb.FLAGS_AT);
        } else if (LogSenseCdb.pageCode(cdb) != SUPPORTED_PAGES) {
            command.invalidField(LogSenseCdb.PAGE_AT);
        } else if (subpageCode != 0 && subpageCode != ALL_SUBPAGES) {
            command.invalidField(LogSenseCdb.SUBPAGE_AT);
        } else if (LogSenseCdb.parameterPointer(cdb) != 0) {
            command.invalidField(LogSenseCdb.PARAMETER_POINTER_AT);
        } else {
            byte[] list = subpageCode == 0 ? PAGES : PAGES_AND_SUBPAGES;
            ByteBuffer answer = ByteBuffer.allocate(HEADER_BYTES + list.length);
            answer.put(0, (byte) (subpageCode == 0 ? 0 : SPF)).put(1, (byte) subpageCode);
            answer.putShort(2, (short) list.length).put(HEADER_BYTES, list);
            command.sendParameterData(answer, LogSenseCdb.allocationLengthBytes(cdb));
        }
    }
}
