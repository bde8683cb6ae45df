package io.isere.iscsi.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;

/**
 * What the value of a key may look like: its kind, and its range if it is a number (RFC 7143, section 6.1). Immutable;
 * any thread.
 */
public enum ValueSyntax {
    /** "Yes" or "No". */
    BOOLEAN,
    /** Text-values with commas between them, each of 1 to 255 bytes. */
    VALUE_LIST,
    /** An iSCSI name: 1 to 223 bytes without space. */
    NAME,
    /** Anything of at most 255 bytes. */
    TEXT,
    /** "Discovery" or "Normal". */
    SESSION_KIND,
    /** A length in bytes. */
    LENGTH(512, 0xff_ffff, false),
    /** A count. */
    COUNT(1, 0xffff, false),
    /** A time in seconds. */
    SECONDS(0, 3600, false),
    /** A 16-bit tag. */
    TAG(0, 0xffff, false),
    /** A limit, or 0 for none. */
    LIMIT(2, 0xffff_ffffL, true),
    /** An error recovery level. */
    RECOVERY_LEVEL(0, 2, false),
    /** A protocol level. */
    PROTOCOL_LEVEL(0, 31, false);

    private final long min;
    private final long max;
    private final boolean zeroToo;

    /** A syntax that is not a number. */
    ValueSyntax() {
        this(0, -1, false);
    }

    /** A number from {@code min} to {@code max}, both included. */
    ValueSyntax(long min, long max, boolean zeroToo) {
        this.min = min;
        this.max = max;
        this.zeroToo = zeroToo;
    }

    /** Whether {@code value} is a legal value. */
    public boolean accepts(String value) {
        return switch (this) {
            case BOOLEAN -> value.equals(TextConstants.YES) || value.equals(TextConstants.NO);
            case VALUE_LIST -> elements(value).stream().allMatch(element -> !element.isEmpty() && isShort(element));
            case NAME -> isName(value);
            case TEXT -> isShort(value);
            case SESSION_KIND -> value.equals("Discovery") || value.equals("Normal");
            case LENGTH, COUNT, SECONDS, TAG, LIMIT, RECOVERY_LEVEL, PROTOCOL_LEVEL ->
                acceptsNumber(NumericalValue.parse(value));
        };
    }

    private boolean acceptsNumber(long number) {
        return (number >= min && number <= max) || (zeroToo && number == 0);
    }

    private static boolean isShort(String value) {
        return value.getBytes(UTF_8).length <= TextConstants.MAX_VALUE_LENGTH_BYTES;
    }

    private static boolean isName(String value) {
        int length = value.getBytes(UTF_8).length;
        return length > 0
                && length <= TextConstants.MAX_NAME_LENGTH_BYTES
                && value.chars().noneMatch(c -> c <= ' ' || c == ',' || c == '=' || c == 0x7f);
    }

    /** The elements of a list. */
    static List<String> elements(String list) {
        return Arrays.asList(list.split(",", -1));
    }

    /** What a legal value is, to end a sentence "want ...". */
    @Override
    public String toString() {
        return switch (this) {
            case BOOLEAN -> "Yes or No";
            case VALUE_LIST -> "a list of values of 1 to 255 bytes with commas between them";
            case NAME -> "an iSCSI name of 1 to 223 bytes";
            case TEXT -> "text of at most 255 bytes";
            case SESSION_KIND -> "Discovery or Normal";
            case LENGTH, COUNT, SECONDS, TAG, LIMIT, RECOVERY_LEVEL, PROTOCOL_LEVEL ->
                "a number from " + min + " to " + max + (zeroToo ? ", or 0" : "");
        };
    }
}
