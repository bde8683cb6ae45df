package io.isere.scsi.device.spc;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.device.LogicalUnitIdentity;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The vital product data pages of every logical unit (SPC-4 7.8), and the page that lists all pages. */
public final class VpdPages {
    public static final int SUPPORTED_PAGES = 0x00;
    public static final int UNIT_SERIAL_NUMBER = 0x80;
    public static final int DEVICE_IDENTIFICATION = 0x83;

    private static final int CODE_SET_BINARY = 1;
    private static final int CODE_SET_ASCII = 2;
    private static final int TYPE_T10_VENDOR = 1;
    private static final int TYPE_NAA = 3;
    private static final int TYPE_RELATIVE_TARGET_PORT = 4;
    private static final int TYPE_TARGET_PORT_GROUP = 5;
    /** PROTOCOL IDENTIFIER 5h, iSCSI. */
    private static final int PROTOCOL_ISCSI = 0x50;
    /** PIV, and ASSOCIATION 01b: the target port the command came by. */
    private static final int OF_TARGET_PORT = 0x90;

    private VpdPages() {}

    /** Those of this class together with a device type's own, by page code. */
    public static SortedMap<Integer, VpdPage> with(Map<Integer, VpdPage> own) {
        SortedMap<Integer, VpdPage> pages = new TreeMap<>(own);
        pages.put(
                UNIT_SERIAL_NUMBER,
                (unit, page) -> putAscii(page, unit.identity().serial()));
        pages.put(DEVICE_IDENTIFICATION, VpdPages::writeDeviceIdentification);
        pages.put(SUPPORTED_PAGES, (unit, page) -> pages.keySet().forEach(code -> page.put(code.byteValue())));
        return pages;
    }

    private static void writeDeviceIdentification(LogicalUnit unit, ByteBuffer page) {
        writeUnitDesignators(unit, page);
        putPortDesignator(page, TYPE_RELATIVE_TARGET_PORT, ReportTargetPortGroups.RELATIVE_TARGET_PORT);
        putPortDesignator(page, TYPE_TARGET_PORT_GROUP, ReportTargetPortGroups.TARGET_PORT_GROUP);
    }

    /** Puts the designation descriptors of the unit itself (SPC-4 7.8.6.1), one after the other. */
    public static void writeUnitDesignators(LogicalUnit unit, ByteBuffer page) {
        LogicalUnitIdentity identity = unit.identity();
        putDesignatorHeader(page, CODE_SET_BINARY, TYPE_NAA, Long.BYTES);
        page.putLong(identity.naaDesignator());
        String vendorAndSerial = String.format("%-8s%s", LogicalUnitIdentity.VENDOR, identity.serial());
        putDesignatorHeader(page, CODE_SET_ASCII, TYPE_T10_VENDOR, vendorAndSerial.length());
        putAscii(page, vendorAndSerial);
    }

    /** Designation descriptor header of a logical unit's designator (SPC-4 7.8.6.1). */
    private static void putDesignatorHeader(ByteBuffer page, int codeSet, int type, int lengthBytes) {
        page.put((byte) codeSet).put((byte) type).put((byte) 0).put((byte) lengthBytes);
    }

    private static void putPortDesignator(ByteBuffer page, int type, int number) {
        putDesignatorHeader(page, PROTOCOL_ISCSI | CODE_SET_BINARY, OF_TARGET_PORT | type, Integer.BYTES);
        page.putInt(number);
    }

    private static void putAscii(ByteBuffer page, String text) {
        page.put(text.getBytes(US_ASCII));
    }
}
