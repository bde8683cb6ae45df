package io.isere.iscsi.text;

import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Binary values in text: hex constants ("0x...") and base64 constants ("0b...") (RFC 7143, section 6.1). Decimal
 * constants, which only values of at most 64 bits may use, are not taken. Any thread.
 */
public final class BinaryValue {
    private static final int PREFIX_LENGTH = 2;

    private BinaryValue() {}

    /**
     * The bytes that {@code text} writes, null if it is malformed, empty or too long.
     *
     * @param maxBytes most bytes to take, in binary form
     */
    public static byte @Nullable [] parse(String text, int maxBytes) {
        int digits = text.length() - PREFIX_LENGTH;
        if (digits < 1 || digits > 2L * maxBytes || text.charAt(0) != '0') {
            return null;
        }
        byte[] bytes = switch (text.charAt(1)) {
            case 'x', 'X' -> parseHex(text);
            case 'b', 'B' -> parseBase64(text);
            default -> null;
        };
        return bytes == null || bytes.length == 0 || bytes.length > maxBytes ? null : bytes;
    }

    private static byte @Nullable [] parseHex(String text) {
        boolean wellFormed = text.length() % 2 == 0
                && text.chars().skip(PREFIX_LENGTH).allMatch(c -> c < 0x80 && Character.digit(c, 16) >= 0);
        return wellFormed ? HexFormat.of().parseHex(text, PREFIX_LENGTH, text.length()) : null;
    }

    /** RFC 4648 in full quanta of four characters, padding included. */
    private static byte @Nullable [] parseBase64(String text) {
        if ((text.length() - PREFIX_LENGTH) % 4 != 0) {
            return null;
        }
        try {
            return Base64.getDecoder().decode(text.substring(PREFIX_LENGTH));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The bytes as a hex constant, which every peer reads. */
    public static String hex(byte[] bytes) {
        return "0x" + HexFormat.of().formatHex(bytes);
    }

    /** The bytes as a base64 constant. */
    public static String base64(byte[] bytes) {
        return "0b" + Base64.getEncoder().encodeToString(bytes);
    }
}
