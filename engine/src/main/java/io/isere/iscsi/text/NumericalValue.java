package io.isere.iscsi.text;

/** Numerical values in text: decimal constants and hex constants (RFC 7143, section 6.1). Any thread. */
public final class NumericalValue {

    /** What {@link #parse} returns for text that is not a number, or one of 2^63 or more. */
    public static final long INVALID = -1;

    private static final int MAX_DIGITS = 20;

    private NumericalValue() {}

    /** The number, 0..2^63-1, or {@link #INVALID}. */
    public static long parse(String text) {
        if (text.startsWith("0x") || text.startsWith("0X")) {
            return parse(text, 2, 16);
        }
        if (text.length() > 1 && text.charAt(0) == '0') {
            return INVALID;
        }
        return parse(text, 0, 10);
    }

    private static long parse(String text, int from, int radix) {
        if (text.length() == from || text.length() - from > MAX_DIGITS) {
            return INVALID;
        }
        long value = 0;
        for (int index = from; index < text.length(); index++) {
            char c = text.charAt(index);
            int digit = c < 0x80 ? Character.digit(c, radix) : -1;
            if (digit < 0 || value > (Long.MAX_VALUE - digit) / radix) {
                return INVALID;
            }
            value = value * radix + digit;
        }
        return value;
    }
}
