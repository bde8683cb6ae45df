package io.isere.vertx.cli;

import java.nio.ByteBuffer;

/**
 * Data that tells where it belongs: every 8 bytes are a mix of seed and position on the device, so that a block in the
 * wrong place, or a torn one, is found. Pure functions; no allocation.
 */
final class BenchPattern {
    private static final int WORD_BYTES = Long.BYTES;

    private BenchPattern() {}

    /** Fills memory with what belongs at a position of the device. */
    static void fill(ByteBuffer buffer, int offset, int bytes, long positionBytes, long seed) {
        for (int i = 0; i < bytes; i += WORD_BYTES) {
            buffer.putLong(offset + i, word(positionBytes + i, seed));
        }
    }

    /** Index of the first byte that differs in its word; -1 when all is as it should be. */
    static int findDifference(ByteBuffer buffer, int offset, int bytes, long positionBytes, long seed) {
        for (int i = 0; i < bytes; i += WORD_BYTES) {
            if (buffer.getLong(offset + i) != word(positionBytes + i, seed)) {
                return i;
            }
        }
        return -1;
    }

    /** The finalizer of splitmix64. */
    private static long word(long positionBytes, long seed) {
        long z = positionBytes + seed * 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
