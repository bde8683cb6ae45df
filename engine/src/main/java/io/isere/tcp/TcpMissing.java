package io.isere.tcp;

import java.util.BitSet;

/**
 * Which of a task's numbered data PDUs, or R2Ts, an initiator misses (ErrorRecoveryLevel 1 and up). Made when the first one
 * is lost; thread: the connection's loop.
 */
final class TcpMissing {
    private final BitSet numbers = new BitSet();

    void add(int from, int end) {
        numbers.set(from, end);
    }

    /** Whether a number is missing. */
    boolean contains(int number) {
        return number >= 0 && numbers.get(number);
    }

    /** It has come. */
    void remove(int number) {
        numbers.clear(number);
    }

    boolean isEmpty() {
        return numbers.isEmpty();
    }

    void clear() {
        numbers.clear();
    }
}
