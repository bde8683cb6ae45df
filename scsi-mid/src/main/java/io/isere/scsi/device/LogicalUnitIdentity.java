package io.isere.scsi.device;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names by which an initiator knows a logical unit again: serial number, NAA designator, INQUIRY strings.
 *
 * <p>The NAA designator is of the locally assigned kind (SPC-4 7.8.6.6.4): 60 bits of a digest, stable across restarts
 * and equal on every path. Immutable.
 *
 * @param serial unit serial number (VPD page 80h), printable ASCII, 1 to 64 characters
 * @param naaDesignator NAA designator, 64 bits, the first four being 3h
 * @param product PRODUCT IDENTIFICATION (SPC-4 6.6.2), ASCII, at most 16 characters
 * @param revision PRODUCT REVISION LEVEL, ASCII, at most 4 characters
 */
public record LogicalUnitIdentity(String serial, long naaDesignator, String product, String revision) {
    /** T10 VENDOR IDENTIFICATION. */
    public static final String VENDOR = "ISERE";

    private static final String DEFAULT_PRODUCT = "ISERE DISK";
    private static final String DEFAULT_REVISION = "0001";
    private static final long NAA_LOCALLY_ASSIGNED = 3L << 60;
    private static final int SERIAL_CHARACTERS_MAX = 64;

    public LogicalUnitIdentity {
        requireAscii("serial", serial, SERIAL_CHARACTERS_MAX);
        requireAscii("product", product, 16);
        requireAscii("revision", revision, 4);
    }

    /** The identity that follows from a target's name and a LUN. */
    public static LogicalUnitIdentity derive(String targetName, int lun) {
        long naa = naaOf(targetName + '\n' + lun);
        return new LogicalUnitIdentity(HexFormat.of().toHexDigits(naa), naa, DEFAULT_PRODUCT, DEFAULT_REVISION);
    }

    /** The identity that follows from a serial number; the same wherever that serial is served. */
    public static LogicalUnitIdentity ofSerial(String serial) {
        return new LogicalUnitIdentity(serial, naaOf(serial), DEFAULT_PRODUCT, DEFAULT_REVISION);
    }

    private static long naaOf(String text) {
        long digest = ByteBuffer.wrap(sha256(text)).getLong(0);
        return NAA_LOCALLY_ASSIGNED | digest >>> 4;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static void requireAscii(String what, String text, int charactersMax) {
        if (text.isEmpty() || text.length() > charactersMax || !text.chars().allMatch(c -> c >= 0x20 && c < 0x7F)) {
            throw new IllegalArgumentException(
                    what + " '" + text + "' is not 1 to " + charactersMax + " printable ASCII characters");
        }
    }
}
