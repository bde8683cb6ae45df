package io.isere.scsi.device.spc;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.isere.scsi.cdb.InquiryCdb;
import io.isere.scsi.device.Command;
import io.isere.scsi.device.CommandHandler;
import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.device.LogicalUnitIdentity;
import java.nio.ByteBuffer;
import java.util.SortedMap;

/**
 * INQUIRY (SPC-4 6.6): standard data and vital product data pages. Control path: allocates its answer.
 *
 * <pre>
 *   standard data
 *   0      PERIPHERAL QUALIFIER (7-5), PERIPHERAL DEVICE TYPE (4-0)
 *   1      RMB (7)
 *   2      VERSION
 *   3      NORMACA (5), HISUP (4), RESPONSE DATA FORMAT (3-0)
 *   4      ADDITIONAL LENGTH
 *   5      TPGS (5-4), 3PC (3), PROTECT (0)
 *   7      CMDQUE (1)
 *   8-15   T10 VENDOR IDENTIFICATION
 *   16-31  PRODUCT IDENTIFICATION
 *   32-35  PRODUCT REVISION LEVEL
 *   58-    VERSION DESCRIPTORs
 * </pre>
 */
public final class Inquiry implements CommandHandler {
    private static final int STANDARD_BYTES = 96;
    private static final int RMB = 0x80;
    private static final int VERSION_SPC_4 = 0x06;
    private static final int HISUP_AND_FORMAT = 0x12;
    /** TPGS 01b: REPORT TARGET PORT GROUPS is served, SET is not. */
    private static final int IMPLICIT_TPGS = 0x10;

    /** 3PC: there is a copy manager. */
    private static final int THIRD_PARTY_COPY = 0x08;
    /** PROTECT: protection information is known. */
    private static final int PROTECT = 0x01;

    private static final int CMDQUE = 0x02;
    /** PERIPHERAL QUALIFIER 011b and PERIPHERAL DEVICE TYPE 1Fh: no logical unit here, nor ever one. */
    private static final int NO_LOGICAL_UNIT = 0x7F;
    /** SAM-5, SPC-4, SBC-3, iSCSI, each without a claimed version of the standard (SPC-4 table 144). */
    private static final short[] VERSION_DESCRIPTORS = {0x00A0, 0x0460, 0x04C0, 0x0960};

    private static final int VERSION_DESCRIPTORS_AT = 58;
    private static final int VPD_HEADER_BYTES = 4;
    /** The longest page there is, with room to spare: device identification with a serial of 64 characters. */
    private static final int VPD_BYTES_MAX = 512;

    private final int deviceType;
    private final SortedMap<Integer, VpdPage> vpdPages;

    /**
     * @param deviceType PERIPHERAL DEVICE TYPE
     * @param vpdPages by page code; see {@link VpdPages#with}
     */
    public Inquiry(int deviceType, SortedMap<Integer, VpdPage> vpdPages) {
        this.deviceType = deviceType;
        this.vpdPages = vpdPages;
    }

    @Override
    public void execute(Command command) {
        if (InquiryCdb.evpd(command.cdb())) {
            sendVpd(command);
        } else if (InquiryCdb.pageCode(command.cdb()) != 0) {
            command.invalidField(InquiryCdb.PAGE_CODE_AT);
        } else {
            send(command, standard(command.unit()));
        }
    }

    /** INQUIRY to a LUN that has no logical unit (SPC-4 6.6.2, table 136). */
    public static void executeAbsent(Command command) {
        if (InquiryCdb.evpd(command.cdb()) || InquiryCdb.pageCode(command.cdb()) != 0) {
            command.invalidField(InquiryCdb.PAGE_CODE_AT);
        } else {
            send(command, standard(NO_LOGICAL_UNIT, "", ""));
        }
    }

    private void sendVpd(Command command) {
        int pageCode = InquiryCdb.pageCode(command.cdb());
        VpdPage page = vpdPages.get(pageCode);
        if (page == null) {
            command.invalidField(InquiryCdb.PAGE_CODE_AT);
            return;
        }
        ByteBuffer answer = ByteBuffer.allocate(VPD_BYTES_MAX);
        answer.position(VPD_HEADER_BYTES);
        page.write(command.unit(), answer);
        answer.flip();
        answer.put(0, (byte) deviceType).put(1, (byte) pageCode).putShort(2, (short)
                (answer.limit() - VPD_HEADER_BYTES));
        send(command, answer);
    }

    private static void send(Command command, ByteBuffer answer) {
        command.sendParameterData(answer, InquiryCdb.allocationLengthBytes(command.cdb()));
    }

    private ByteBuffer standard(LogicalUnit unit) {
        LogicalUnitIdentity identity = unit.identity();
        ByteBuffer answer = standard(deviceType, identity.product(), identity.revision());
        answer.put(1, (byte) (unit.removable() ? RMB : 0));
        int protect = unit.protection() == null ? 0 : PROTECT;
        answer.put(5, (byte) (IMPLICIT_TPGS | THIRD_PARTY_COPY | protect));
        for (int index = 0; index < VERSION_DESCRIPTORS.length; index++) {
            answer.putShort(VERSION_DESCRIPTORS_AT + 2 * index, VERSION_DESCRIPTORS[index]);
        }
        return answer;
    }

    private static ByteBuffer standard(int qualifierAndType, String product, String revision) {
        ByteBuffer answer = ByteBuffer.allocate(STANDARD_BYTES);
        answer.put(0, (byte) qualifierAndType);
        answer.put(2, (byte) VERSION_SPC_4);
        answer.put(3, (byte) HISUP_AND_FORMAT);
        answer.put(4, (byte) (STANDARD_BYTES - 5));
        answer.put(7, (byte) CMDQUE);
        String strings = String.format("%-8s%-16s%-4s", LogicalUnitIdentity.VENDOR, product, revision);
        answer.put(8, strings.getBytes(US_ASCII));
        return answer;
    }
}
