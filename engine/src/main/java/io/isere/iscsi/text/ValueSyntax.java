package io.isere.iscsi.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;

/**
 * What the value of a key may look like: its kind, and its range if it is a number (RFC 7143, section 6.1). Immutable;
 * any thread.
 */
public final class ValueSyntax {

    /** "Yes" or "No". */
    public static final ValueSyntax BOOLEAN = new ValueSyntax(Kind.BOOLEAN, 0, 0, false);

    /** Text-values with commas between them. */
    public static final ValueSyntax VALUE_LIST = new ValueSyntax(Kind.LIST, 0, 0, false);

    /** An iSCSI name: 1 to 223 bytes without space. */
    public static final ValueSyntax NAME = new ValueSyntax(Kind.NAME, 0, 0, false);

    /** Anything of at most 255 bytes. */
    public static final ValueSyntax TEXT = new ValueSyntax(Kind.TEXT, 0, 0, false);

    /** "Discovery" or "Normal". */
    public static final ValueSyntax SESSION_KIND = new ValueSyntax(Kind.SESSION_KIND, 0, 0, false);

    /** A length in bytes, 512..2^24-1. */
    public static final ValueSyntax LENGTH = number(512, 0xff_ffff);

    /** A count, 1..65535. */
    public static final ValueSyntax COUNT = number(1, 0xffff);

    /** A time in seconds, 0..3600. */
    public static final ValueSyntax SECONDS = number(0, 3600);

    /** A 16-bit tag. */
    public static final ValueSyntax TAG = number(0, 0xffff);

    /** A limit of 2..2^32-1, or 0 for none. */
    public static final ValueSyntax LIMIT = new ValueSyntax(Kind.NUMBER, 2, 0xffff_ffffL, true);

    private enum Kind {
        BOOLEAN,
        NUMBER,
        LIST,
        NAME,
        TEXT,
        SESSION_KIND
    }

    private final Kind kind;
    private final long min;
    private final long max;
    private final boolean zeroToo;

    private ValueSyntax(Kind kind, long min, long max, boolean zeroToo) {
        this.kind = kind;
        this.min = min;
        this.max = max;
        this.zeroToo = zeroToo;
    }

    /** A number from {@code min} to {@code max}, both included. */
    static ValueSyntax number(long min, long max) {
        return new ValueSyntax(Kind.NUMBER, min, max, false);
    }

    /** Whether {@code value} is a legal value. */
    public boolean accepts(String value) {
        return switch (kind) {
            case BOOLEAN -> value.equals(TextConstants.YES) || value.equals(TextConstants.NO);
            case NUMBER -> acceptsNumber(NumericalValue.parse(value));
            case LIST -> isShort(value) && elements(value).stream().noneMatch(String::isEmpty);
            case NAME -> isName(value);
            case TEXT -> isShort(value);
            case SESSION_KIND -> value.equals("Discovery") || value.equals("Normal");
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
        return switch (kind) {
            case BOOLEAN -> "Yes or No";
            case NUMBER -> "a number from " + min + " to " + max + (zeroToo ? ", or 0" : "");
            case LIST -> "a list of values with commas between them";
            case NAME -> "an iSCSI name of 1 to 223 bytes";
            case TEXT -> "text of at most 255 bytes";
            case SESSION_KIND -> "Discovery or Normal";
        };
    }
}
