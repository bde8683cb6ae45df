package io.isere.iscsi.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Text on its way out: collects {@code key=value} pairs and hands them out in data segments of limited length
 * (RFC 7143, section 6.1).
 *
 * <p>A data segment ends between two pairs if it can; only a pair longer than the limit is split. While {@link
 * #pendingBytes()} is not 0 after a {@link #drainTo}, the PDU just filled needs its C bit set. Belongs to the thread of
 * its connection, reusable; grows its array when needed.
 */
public final class TextWriter {

    private byte[] bytes = new byte[1024];
    private int start;
    private int end;

    /** Appends {@code key=value} and its null delimiter. */
    public TextWriter add(String key, String value) {
        append(key.getBytes(UTF_8), '=');
        append(value.getBytes(UTF_8), '\0');
        return this;
    }

    /** Appends a pair of a known key. */
    public TextWriter add(NegotiationKey key, String value) {
        return add(key.text(), value);
    }

    private void append(byte[] text, char terminator) {
        int needed = end + text.length + 1;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
        }
        System.arraycopy(text, 0, bytes, end, text.length);
        bytes[end + text.length] = (byte) terminator;
        end = needed;
    }

    /** How many bytes have been added and not been handed out. */
    public int pendingBytes() {
        return end - start;
    }

    /** Whether nothing is waiting to be handed out. */
    public boolean isEmpty() {
        return start == end;
    }

    /** Drops everything that was not handed out. */
    public void clear() {
        start = 0;
        end = 0;
    }

    /**
     * Copies the next data segment's text to {@code target}, from the absolute index {@code offset}.
     *
     * @param limitBytes longest data segment the peer takes, 1 or more
     * @return how many bytes were copied, padding not included
     */
    public int drainTo(ByteBuffer target, int offset, int limitBytes) {
        int length = nextSegmentBytes(limitBytes);
        target.put(offset, bytes, start, length);
        start += length;
        if (start == end) {
            clear();
        }
        return length;
    }

    private int nextSegmentBytes(int limitBytes) {
        if (pendingBytes() <= limitBytes) {
            return pendingBytes();
        }
        for (int length = limitBytes; length > 0; length--) {
            if (bytes[start + length - 1] == 0) {
                return length;
            }
        }
        return limitBytes;
    }
}
