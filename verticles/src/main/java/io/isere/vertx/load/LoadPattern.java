package io.isere.vertx.load;

import java.nio.ByteBuffer;

/**
 * Data that tells where it belongs and which write it is of: every 8 bytes are a mix of seed, position on the device and
 * generation, so that a block in the wrong place, a torn one and a lost write are found. Pure functions; no allocation.
 */
final class LoadPattern {
    private static final int WORD_BYTES = Long.BYTES;

    private LoadPattern() {}

    /** Fills memory with what belongs at a position of the device. */
    static void fill(ByteBuffer buffer, int offset, int bytes, long positionBytes, long key) {
        for (int i = 0; i < bytes; i += WORD_BYTES) {
            buffer.putLong(offset + i, mix(positionBytes + i + key));
        }
    }

    /** Index of the first byte whose word differs from what belongs there; -1 when all is as it should be. */
    static int findDifference(ByteBuffer buffer, int offset, int bytes, long positionBytes, long key) {
        for (int i = 0; i < bytes; i += WORD_BYTES) {
            if (buffer.getLong(offset + i) != mix(positionBytes + i + key)) {
                return i;
            }
        }
        return -1;
    }

    /** Of seed and generation, what fill and findDifference want. */
    static long key(long seed, int generation) {
        return mix(seed * 0x9E3779B97F4A7C15L + generation);
    }

    /** The finalizer of splitmix64. */
    static long mix(long value) {
        long z = value;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
