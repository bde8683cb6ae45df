package io.isere.scsi.device.spc;

import io.isere.scsi.cdb.LogSenseCdb;
import io.isere.scsi.device.Command;
import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.device.ModeSettings;
import io.isere.scsi.sense.SenseCode;
import java.nio.ByteBuffer;

/**
 * LOG SENSE (SPC-4 6.8): the pages that list the pages there are, and Informational Exceptions (7.3.6). Control path:
 * allocates its answer.
 */
public final class LogSense {
    private static final int SUPPORTED_PAGES = 0x00;
    private static final int INFORMATIONAL_EXCEPTIONS = 0x2F;
    private static final int ALL_SUBPAGES = 0xFF;
    /** SPF: the page has a subpage code. */
    private static final int SPF = 0x40;

    private static final byte[] PAGES = {SUPPORTED_PAGES, INFORMATIONAL_EXCEPTIONS};
    private static final byte[] PAGES_AND_SUBPAGES = {
        SUPPORTED_PAGES, 0, SUPPORTED_PAGES, (byte) ALL_SUBPAGES, INFORMATIONAL_EXCEPTIONS, 0
    };
    private static final int HEADER_BYTES = 4;
    /** FORMAT AND LINKING 11b: a binary list parameter. */
    private static final byte BINARY_LIST = 0x03;

    private static final byte EXCEPTION_BYTES = 4;
    /** MOST RECENT TEMPERATURE READING: there is no sensor. */
    private static final byte NO_TEMPERATURE = (byte) 0xFF;

    private LogSense() {}

    public static void execute(Command command) {
        ByteBuffer cdb = command.cdb();
        int pageCode = LogSenseCdb.pageCode(cdb);
        int subpageCode = LogSenseCdb.subpageCode(cdb);
        boolean listsSubpages = pageCode == SUPPORTED_PAGES && subpageCode == ALL_SUBPAGES;
        if (LogSenseCdb.sp(cdb)) {
            command.invalidField(LogSenseCdb.FLAGS_AT);
        } else if (pageCode != SUPPORTED_PAGES && pageCode != INFORMATIONAL_EXCEPTIONS) {
            command.invalidField(LogSenseCdb.PAGE_AT);
        } else if (subpageCode != 0 && !listsSubpages) {
            command.invalidField(LogSenseCdb.SUBPAGE_AT);
        } else if (LogSenseCdb.parameterPointer(cdb) != 0) {
            command.invalidField(LogSenseCdb.PARAMETER_POINTER_AT);
        } else {
            byte[] body = pageCode == SUPPORTED_PAGES
                    ? (listsSubpages ? PAGES_AND_SUBPAGES : PAGES)
                    : exceptions(command.unit());
            command.sendParameterData(page(pageCode, subpageCode, body), LogSenseCdb.allocationLengthBytes(cdb));
        }
    }

    private static ByteBuffer page(int pageCode, int subpageCode, byte[] body) {
        ByteBuffer page = ByteBuffer.allocate(HEADER_BYTES + body.length);
        page.put(0, (byte) (subpageCode == 0 ? pageCode : pageCode | SPF)).put(1, (byte) subpageCode);
        return page.putShort(2, (short) body.length).put(HEADER_BYTES, body);
    }

    /** Parameter 0000h: the exception the unit would report, of which the one of TEST is all there is. */
    private static byte[] exceptions(LogicalUnit unit) {
        ModeSettings mode = unit.mode();
        SenseCode code = mode.exceptionTest() ? SenseCode.FAILURE_PREDICTION_FALSE : SenseCode.NO_ADDITIONAL_SENSE;
        return new byte[] {0, 0, BINARY_LIST, EXCEPTION_BYTES, (byte) code.asc(), (byte) code.ascq(), NO_TEMPERATURE, 0
        };
    }
}
