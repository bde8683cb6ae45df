package io.isere.iscsi.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Text on its way in: puts the data segments of one logical text data segment together and takes it apart into {@code
 * key=value} pairs (RFC 7143, section 6.1).
 *
 * <p>Lenient where peers are: surplus nulls between and behind pairs are passed over, and a key may start with a small
 * letter (iSCSIProtocolLevel does). Belongs to the thread of its connection, reusable; allocates what it returns.
 */
public final class TextReader {

    private final int limitBytes;
    private byte[] bytes = new byte[1024];
    private int length;

    /**
     * A reader without text.
     *
     * @param limitBytes most text to take before {@link #parse}; RFC 7143 wants at least 8192
     */
    public TextReader(int limitBytes) {
        this.limitBytes = limitBytes;
    }

    /**
     * Appends the text of one data segment, read from the absolute index {@code offset}.
     *
     * @return false if this is more text than the limit allows; nothing is appended then
     */
    public boolean append(ByteBuffer source, int offset, int count) {
        if (count > limitBytes - length) {
            return false;
        }
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(limitBytes, Math.max(length + count, bytes.length * 2)));
        }
        source.get(offset, bytes, length, count);
        length += count;
        return true;
    }

    /** Whether no text has been appended since the last {@link #parse}. */
    public boolean isEmpty() {
        return length == 0;
    }

    /** Takes everything appended apart, and starts anew. To be called when a PDU without C bit has been appended. */
    public ParsedText parse() {
        int total = length;
        length = 0;
        List<KeyValue> pairs = new ArrayList<>();
        int start = 0;
        while (start < total) {
            int end = start;
            while (end < total && bytes[end] != 0) {
                end++;
            }
            if (end == total) {
                return ParsedText.wrong("the last key=value pair is not followed by a null (0x00) delimiter");
            }
            if (end > start) {
                String pair = new String(bytes, start, end - start, UTF_8);
                String wrong = addPair(pair, pairs);
                if (!wrong.isEmpty()) {
                    return ParsedText.wrong(wrong);
                }
            }
            start = end + 1;
        }
        return ParsedText.of(pairs);
    }

    /** Returns what is wrong with the pair, empty if nothing is. */
    private static String addPair(String pair, List<KeyValue> pairs) {
        int equals = pair.indexOf('=');
        if (equals < 0) {
            return "no \"=\" in " + quote(pair);
        }
        String key = pair.substring(0, equals);
        if (!isKeyName(key)) {
            return quote(key) + " is not a key-name: want 1 to 63 letters, digits and . - + @ _, a letter first";
        }
        pairs.add(new KeyValue(key, pair.substring(equals + 1)));
        return "";
    }

    private static boolean isKeyName(String key) {
        if (key.isEmpty() || key.length() > TextConstants.MAX_KEY_LENGTH_BYTES || !isLetter(key.charAt(0))) {
            return false;
        }
        return key.chars().allMatch(c -> isLetter(c) || (c >= '0' && c <= '9') || ".-+@_#".indexOf(c) >= 0);
    }

    private static boolean isLetter(int c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    /** A peer's text for a message: short, and without control characters. */
    static String quote(String text) {
        String shown = text.length() > 80 ? text.substring(0, 80) + "..." : text;
        return '"' + shown.replaceAll("\\p{Cntrl}", "?") + '"';
    }
}
