package io.isere.rdma.verbs;

import java.nio.ByteBuffer;

/** Bytes that tell where they belong: a function of a seed and their place. */
final class Patterns {
    private Patterns() {}

    static byte at(int seed, int index) {
        return (byte) (seed * 131 + index * 7 + (index >>> 8) * 13 + (index >>> 16) * 29 + 1);
    }

    static void fill(ByteBuffer bytes, int offsetBytes, int lengthBytes, int seed) {
        for (int i = 0; i < lengthBytes; i++) {
            bytes.put(offsetBytes + i, at(seed, i));
        }
    }

    static void check(ByteBuffer bytes, int offsetBytes, int lengthBytes, int seed) {
        for (int i = 0; i < lengthBytes; i++) {
            if (bytes.get(offsetBytes + i) != at(seed, i)) {
                throw new AssertionError("byte " + i + " of " + lengthBytes + " at " + offsetBytes + " is "
                        + bytes.get(offsetBytes + i) + ", not " + at(seed, i) + " as seed " + seed + " gives");
            }
        }
    }

    static void checkZero(ByteBuffer bytes, int offsetBytes, int lengthBytes) {
        for (int i = offsetBytes; i < offsetBytes + lengthBytes; i++) {
            if (bytes.get(i) != 0) {
                throw new AssertionError("byte " + i + " was touched");
            }
        }
    }
}
