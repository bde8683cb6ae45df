package io.isere.scsi.testing;

import io.isere.scsi.task.DataSegments;
import java.nio.ByteBuffer;
import java.util.Random;

/** Buffers with known content for tests. */
public final class Memory {
    private Memory() {}

    /** A direct buffer of random bytes. */
    public static ByteBuffer random(Random random, int bytes) {
        byte[] content = new byte[bytes];
        random.nextBytes(content);
        return ByteBuffer.allocateDirect(bytes).put(0, content);
    }

    /** A direct buffer full of one byte. */
    public static ByteBuffer filled(int value, int bytes) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes);
        for (int index = 0; index < bytes; index++) {
            buffer.put(index, (byte) value);
        }
        return buffer;
    }

    /** All of {@code buffer} as one segment. */
    public static DataSegments segments(ByteBuffer buffer) {
        DataSegments segments = new DataSegments();
        segments.add(buffer, 0, buffer.capacity());
        return segments;
    }

    /** {@code buffer} cut at random places into at most {@code segmentsMax} segments. */
    public static DataSegments scattered(Random random, ByteBuffer buffer, int segmentsMax) {
        DataSegments segments = new DataSegments();
        int at = 0;
        while (at < buffer.capacity()) {
            int left = buffer.capacity() - at;
            int length = segments.count() == segmentsMax - 1 ? left : 1 + random.nextInt(left);
            segments.add(buffer, at, length);
            at += length;
        }
        return segments;
    }

    /** A copy of {@code length} bytes. */
    public static byte[] bytes(ByteBuffer buffer, int offset, int length) {
        byte[] copy = new byte[length];
        buffer.get(offset, copy);
        return copy;
    }

    /** A copy of all bytes. */
    public static byte[] bytes(ByteBuffer buffer) {
        return bytes(buffer, 0, buffer.capacity());
    }
}
