package io.isere.scsi.initiator;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;

/**
 * Standard INQUIRY data (SPC-4 6.6.2).
 *
 * @param peripheralQualifier 0: a logical unit is there
 * @param deviceType PERIPHERAL DEVICE TYPE; 0: direct access block device
 * @param version of SPC claimed; 6 is SPC-4
 * @param vendor T10 VENDOR IDENTIFICATION, trimmed
 * @param product PRODUCT IDENTIFICATION, trimmed
 * @param revision PRODUCT REVISION LEVEL, trimmed
 */
public record InquiryData(
        int peripheralQualifier, int deviceType, int version, String vendor, String product, String revision) {
    private static final int STANDARD_BYTES_MIN = 36;

    /** Reads what lies from index 0 to the limit; what is missing of the 36 bytes reads as zeros. */
    static InquiryData parse(ByteBuffer data) {
        byte[] bytes = new byte[STANDARD_BYTES_MIN];
        data.get(0, bytes, 0, Math.min(bytes.length, data.limit()));
        return new InquiryData(
                (bytes[0] & 0xFF) >>> 5,
                bytes[0] & 0x1F,
                bytes[2],
                text(bytes, 8, 8),
                text(bytes, 16, 16),
                text(bytes, 32, 4));
    }

    private static String text(byte[] bytes, int at, int length) {
        return new String(bytes, at, length, US_ASCII).replace('\0', ' ').trim();
    }

    boolean isBlockDevice() {
        return peripheralQualifier == 0 && deviceType == 0;
    }
}
