package io.isere.iscsi.pdu;

/**
 * Serial number arithmetic over 32 bits (RFC 1982; RFC 7143, section 4.2.2.1): the one place where CmdSN, StatSN, DataSN
 * and R2TSN are compared.
 *
 * <p>Static functions; any thread; allocates nothing. Numbers exactly 2^31 apart have no order: every comparison of
 * them but {@code !=} is false.
 */
public final class SerialNumber {

    private SerialNumber() {}

    /** Whether {@code a} comes before {@code b}. */
    public static boolean isBefore(int a, int b) {
        int distance = b - a;
        return distance > 0;
    }

    /** Whether {@code a} comes after {@code b}. */
    public static boolean isAfter(int a, int b) {
        return isBefore(b, a);
    }

    /** Whether {@code a} is {@code b} or comes before it. */
    public static boolean isAtMost(int a, int b) {
        return a == b || isBefore(a, b);
    }

    /** Whether {@code first <= number <= last}; false for every number if the window is closed (last = first - 1). */
    public static boolean isInWindow(int number, int first, int last) {
        return isAtMost(first, number) && isAtMost(number, last);
    }

    /** How many steps lead from {@code from} to {@code to}: negative if {@code to} comes before. */
    public static int distance(int from, int to) {
        return to - from;
    }

    /** The later of the two; {@code a} if they have no order. */
    public static int later(int a, int b) {
        return isBefore(a, b) ? b : a;
    }
}
