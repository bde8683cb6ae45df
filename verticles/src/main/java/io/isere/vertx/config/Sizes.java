package io.isere.vertx.config;

import java.util.Locale;

/** Byte counts as people write and read them: {@code 4k}, {@code 1g}, {@code 3.2 GiB}. Static functions; any thread. */
public final class Sizes {
    private static final String SUFFIXES = "kmgt";

    private Sizes() {}

    /**
     * Reads a byte count: digits, and k, m, g or t for powers of 1024.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static long parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        int digits = 0;
        while (digits < lower.length() && Character.isDigit(lower.charAt(digits))) {
            digits++;
        }
        int power = power(lower.substring(digits));
        if (digits == 0 || digits > 15 || power < 0) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no size: want a number and k, m, g or t, as in 64k or 1g");
        }
        return Math.multiplyExact(Long.parseLong(lower.substring(0, digits)), 1L << (10 * power));
    }

    /** 0 for no suffix, 1 for k (also kb, kib), and so on; -1 for anything else. */
    private static int power(String suffix) {
        if (suffix.isEmpty() || suffix.equals("b")) {
            return 0;
        }
        int power = SUFFIXES.indexOf(suffix.charAt(0)) + 1;
        String unit = suffix.substring(1);
        return power > 0 && (unit.isEmpty() || unit.equals("b") || unit.equals("ib")) ? power : -1;
    }

    /** A byte count for people, in the unit that suits it. */
    public static String format(long bytes) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        int unit = 0;
        double value = bytes;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0
                ? String.format(Locale.ROOT, "%.0f B", value)
                : String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
    }

    /** A rate for people. */
    public static String rate(long bytes, long elapsedNs) {
        return format(Math.round(bytes / Math.max(1e-9, elapsedNs / 1e9))) + "/s";
    }
}
