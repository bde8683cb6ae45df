package io.isere.vertx.cli;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** Takes bytes and compares them with those of a source, one by one. For one thread. */
final class Comparison implements WritableByteChannel {
    private static final int CHUNK_BYTES = 1 << 20;

    private final ReadableByteChannel source;
    private final ByteBuffer expected = ByteBuffer.allocate(CHUNK_BYTES);
    private long doneBytes;
    private long firstDifference = -1;
    private long differentBytes;

    Comparison(ReadableByteChannel source) {
        this.source = source;
    }

    @Override
    public int write(ByteBuffer data) throws IOException {
        int bytes = Math.min(data.remaining(), CHUNK_BYTES);
        expected.clear().limit(bytes);
        while (expected.hasRemaining()) {
            if (source.read(expected) < 0) {
                throw new EOFException("the file has become shorter");
            }
        }
        expected.flip();
        ByteBuffer actual = data.slice(data.position(), bytes);
        if (expected.mismatch(actual) >= 0) {
            count(actual, bytes);
        }
        data.position(data.position() + bytes);
        doneBytes += bytes;
        return bytes;
    }

    private void count(ByteBuffer actual, int bytes) {
        for (int i = 0; i < bytes; i++) {
            if (actual.get(i) != expected.get(i)) {
                differentBytes++;
                firstDifference = firstDifference < 0 ? doneBytes + i : firstDifference;
            }
        }
    }

    /** Where the first byte is that differs; -1: nowhere. */
    long firstDifference() {
        return firstDifference;
    }

    long differentBytes() {
        return differentBytes;
    }

    @Override
    public boolean isOpen() {
        return source.isOpen();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
