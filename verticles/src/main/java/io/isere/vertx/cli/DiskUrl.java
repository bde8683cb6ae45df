package io.isere.vertx.cli;

import io.isere.vertx.IsereTransport;
import io.isere.vertx.config.Sizes;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/**
 * A place on a remote logical unit: {@code iser://host:port/target-name/lun[?offset=SIZE&length=SIZE]}, or {@code iscsi://}
 * for plain iSCSI over TCP.
 *
 * @param transport what the scheme says
 * @param portal {@code host:port}
 * @param targetName iSCSI name
 * @param lun its number
 * @param offsetBytes where the place begins
 * @param lengthBytes how long it is; -1: to the end
 */
record DiskUrl(
        IsereTransport transport, String portal, String targetName, int lun, long offsetBytes, long lengthBytes) {
    static final String SHAPE = "iser://HOST:PORT/TARGET/LUN[?offset=SIZE&length=SIZE] (or iscsi://..., over TCP)";

    private static final Map<String, IsereTransport> SCHEMES =
            Map.of("iser:", IsereTransport.ISER, "iscsi:", IsereTransport.TCP);

    private static final int MAX_LUN = 16383;

    static boolean isOne(String text) {
        return SCHEMES.keySet().stream().anyMatch(scheme -> text.startsWith(scheme + "//"));
    }

    /** A portal to ask for its targets: {@code host:port}, with or without a scheme and a slash at its end. */
    static DiskUrl ofPortal(String text, IsereTransport unlessItSays) {
        if (!isOne(text)) {
            return new DiskUrl(unlessItSays, text, "", 0, 0, -1);
        }
        String[] parts = text.split("/", -1);
        if (parts.length > 4 || (parts.length == 4 && !parts[3].isEmpty())) {
            throw malformed(text, "want HOST[:PORT], or iser://HOST[:PORT] or iscsi://HOST[:PORT]");
        }
        return new DiskUrl(transportOf(parts[0]), parts[2], "", 0, 0, -1);
    }

    /**
     * Reads one.
     *
     * @throws CliException of a usage error when it is malformed
     */
    static DiskUrl parse(String text) {
        String[] placeAndQuery = text.split("\\?", 2);
        String[] parts = placeAndQuery[0].split("/", -1);
        if (!isOne(text) || parts.length != 5 || Arrays.stream(parts, 2, 5).anyMatch(String::isEmpty)) {
            throw malformed(text, "want " + SHAPE);
        }
        long offset = 0;
        long length = -1;
        for (String pair : placeAndQuery.length == 2 ? placeAndQuery[1].split("&") : new String[0]) {
            if (pair.startsWith("offset=")) {
                offset = size(text, pair.substring("offset=".length()));
            } else if (pair.startsWith("length=")) {
                length = size(text, pair.substring("length=".length()));
            } else {
                throw malformed(text, "'" + pair + "' is neither offset=SIZE nor length=SIZE");
            }
        }
        return new DiskUrl(transportOf(parts[0]), parts[2], parts[3], lun(text, parts[4]), offset, length);
    }

    /** Of a place that {@link #isOne}. */
    private static IsereTransport transportOf(String scheme) {
        return Objects.requireNonNull(SCHEMES.get(scheme));
    }

    private static int lun(String text, String digits) {
        boolean number = digits.length() <= 5 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!number || Integer.parseInt(digits) > MAX_LUN) {
            throw malformed(text, "'" + digits + "' is no LUN: want 0 to " + MAX_LUN);
        }
        return Integer.parseInt(digits);
    }

    private static long size(String text, String size) {
        try {
            return Sizes.parse(size);
        } catch (IllegalArgumentException e) {
            throw malformed(text, CliException.messageOf(e));
        }
    }

    private static CliException malformed(String text, String why) {
        return new CliException(ExitCodes.USAGE, "cannot read " + text + ": " + why, null);
    }
}
