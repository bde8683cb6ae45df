package io.isere.scsi.device.copy;

import io.isere.scsi.cdb.CopyCdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.device.LogicalUnit;
import java.nio.ByteBuffer;

/** Third-party Copy VPD page (SPC-4 7.8.17): the copy manager's commands, descriptors and limits. */
public final class ThirdPartyCopyPage {
    public static final int CODE = 0x8F;

    private static final short SUPPORTED_COMMANDS = 0x0001;
    private static final short PARAMETER_DATA = 0x0004;
    private static final short SUPPORTED_DESCRIPTORS = 0x0008;
    private static final short GENERAL_COPY_OPERATIONS = (short) 0x8001;
    private static final int DESCRIPTOR_HEADER_BYTES = 4;
    private static final byte[] COMMANDS = {
        (byte) Opcode.EXTENDED_COPY,
        1,
        CopyCdb.EXTENDED_COPY_LID1,
        (byte) Opcode.RECEIVE_COPY_RESULTS,
        3,
        CopyCdb.COPY_STATUS,
        CopyCdb.OPERATING_PARAMETERS,
        CopyCdb.FAILED_SEGMENT_DETAILS
    };

    private ThirdPartyCopyPage() {}

    /** Writes the body of the page. */
    public static void write(LogicalUnit unit, ByteBuffer page) {
        int at = begin(page, SUPPORTED_COMMANDS);
        page.put((byte) COMMANDS.length).put(COMMANDS);
        end(page, at);
        at = begin(page, PARAMETER_DATA);
        page.putInt(0).putShort((short) CopyLimits.TARGET_DESCRIPTORS_MAX);
        page.putShort((short) CopyLimits.SEGMENT_DESCRIPTORS_MAX).putInt(CopyLimits.DESCRIPTOR_LIST_BYTES_MAX);
        page.position(at + 32);
        end(page, at);
        at = begin(page, SUPPORTED_DESCRIPTORS);
        CopyLimits.putDescriptorTypes(page);
        end(page, at);
        at = begin(page, GENERAL_COPY_OPERATIONS);
        page.putInt(CopyLimits.CONCURRENT_COPIES_MAX).putInt(CopyLimits.CONCURRENT_COPIES_MAX);
        page.putInt(CopyLimits.SEGMENT_BYTES_UNLIMITED).put((byte) CopyLimits.SEGMENT_GRANULARITY);
        page.position(at + 36);
        end(page, at);
    }

    private static int begin(ByteBuffer page, short type) {
        int at = page.position();
        page.putShort(type).putShort((short) 0);
        return at;
    }

    /** Fills up to a multiple of four bytes and sets the length. */
    private static void end(ByteBuffer page, int at) {
        page.position((page.position() + 3) & -4);
        page.putShort(at + 2, (short) (page.position() - at - DESCRIPTOR_HEADER_BYTES));
    }
}
