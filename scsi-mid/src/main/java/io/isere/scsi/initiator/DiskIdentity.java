package io.isere.scsi.initiator;

import io.isere.scsi.task.Lun;
import io.isere.scsi.task.ScsiPort;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Which disk a logical unit is, whatever its number and the way to it: the best designator of its Device Identification
 * page (VPD 83h, SPC-4 7.8.6) that is the logical unit's own, or else its serial number (VPD 80h). Immutable; any thread.
 *
 * @param text for people and for comparison: kind and value; empty: the device does not tell
 */
public record DiskIdentity(String text) {
    /** Of a device that does not tell. */
    public static final DiskIdentity UNKNOWN = new DiskIdentity("");

    private static final int PAGE_BYTES = 255;
    private static final int SERIAL_NUMBER_PAGE = 0x80;
    private static final int DEVICE_IDENTIFICATION_PAGE = 0x83;
    private static final int HEADER_BYTES = 4;
    private static final int ASSOCIATION_MASK = 0x30;
    private static final int CODE_SET_BINARY = 1;
    /** Designator types, best first: NAA, EUI-64, UUID, SCSI name string, T10 vendor ID. */
    private static final int[] TYPES = {3, 2, 0x0a, 8, 1};

    private static final String[] KINDS = {"naa.", "eui.", "uuid.", "name ", "t10 "};

    /**
     * Asks a logical unit.
     *
     * @param lun 0 to 16383
     * @return {@link #UNKNOWN} when it does not tell; never fails
     */
    public static Future<DiskIdentity> of(ScsiPort port, int lun) {
        ControlCommands control = new ControlCommands(
                new LunClient(port, Lun.encode(lun), RetryPolicy.defaults()), ByteBuffer.allocateDirect(PAGE_BYTES));
        return control.vpdPage(DEVICE_IDENTIFICATION_PAGE)
                .map(DiskIdentity::ofDesignators)
                .recover(failure -> Future.succeededFuture(UNKNOWN))
                .compose(identity -> identity.isKnown()
                        ? Future.succeededFuture(identity)
                        : control.vpdPage(SERIAL_NUMBER_PAGE).map(DiskIdentity::ofSerialNumber))
                .recover(failure -> Future.succeededFuture(UNKNOWN));
    }

    /** That of a Device Identification page. */
    static DiskIdentity ofDesignators(byte[] page) {
        for (int index = 0; index < TYPES.length; index++) {
            String value = designator(page, TYPES[index]);
            if (!value.isEmpty()) {
                return new DiskIdentity(KINDS[index] + value);
            }
        }
        return UNKNOWN;
    }

    /** The first designator of a type that is associated with the logical unit; empty if there is none. */
    private static String designator(byte[] page, int type) {
        for (int at = HEADER_BYTES; at + HEADER_BYTES <= page.length; at += HEADER_BYTES + (page[at + 3] & 0xff)) {
            int from = at + HEADER_BYTES;
            int to = from + (page[at + 3] & 0xff);
            boolean isWanted = (page[at + 1] & 0x0f) == type && (page[at + 1] & ASSOCIATION_MASK) == 0;
            if (isWanted && from < to && to <= page.length) {
                boolean binary = (page[at] & 0x0f) == CODE_SET_BINARY;
                return binary ? HexFormat.of().formatHex(page, from, to) : text(page, from, to);
            }
        }
        return "";
    }

    /** That of a Unit Serial Number page. */
    static DiskIdentity ofSerialNumber(byte[] page) {
        String serial = page.length <= HEADER_BYTES ? "" : text(page, HEADER_BYTES, page.length);
        return serial.isEmpty() ? UNKNOWN : new DiskIdentity("serial number " + serial);
    }

    private static String text(byte[] page, int from, int to) {
        return new String(Arrays.copyOfRange(page, from, to), StandardCharsets.UTF_8)
                .replace('\0', ' ')
                .strip();
    }

    /** Whether the device told. */
    public boolean isKnown() {
        return !text.isEmpty();
    }

    @Override
    public String toString() {
        return isKnown() ? text : "a disk that does not tell which it is";
    }
}
