package io.isere.iscsi.pdu;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * A view of one fixed-length wire header inside a buffer that somebody else owns.
 *
 * <p>Reads and writes fields in network byte order at absolute positions: the buffer's own byte order, position and
 * limit are neither used nor changed. Create it once, wrap it over one header after the other; it allocates nothing.
 * It belongs to the thread that works on the buffer. Using it before {@link #wrap} is an {@link
 * IndexOutOfBoundsException}.
 *
 * @param <T> the concrete flyweight, which every setter returns
 */
public abstract class Flyweight<T extends Flyweight<T>> {

    private static final VarHandle SHORT = MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final ByteBuffer NOT_WRAPPED = ByteBuffer.allocate(0);

    private final int lengthBytes;
    private ByteBuffer buffer = NOT_WRAPPED;
    private int offset;

    /**
     * For subclasses.
     *
     * @param lengthBytes length of the header's fixed part
     */
    protected Flyweight(int lengthBytes) {
        this.lengthBytes = lengthBytes;
    }

    /**
     * Lays this flyweight over the header that starts at {@code offset}; nothing is read or written yet.
     *
     * @param buffer any buffer, heap or direct; its limit bounds the access
     * @param offset absolute index of the header's first byte
     * @throws IndexOutOfBoundsException if the fixed part does not fit below the buffer's limit
     */
    public final T wrap(ByteBuffer buffer, int offset) {
        Objects.checkFromIndexSize(offset, lengthBytes, buffer.limit());
        this.buffer = buffer;
        this.offset = offset;
        return self();
    }

    /** The buffer last wrapped. */
    public final ByteBuffer buffer() {
        return buffer;
    }

    /** Absolute index of the header's first byte in {@link #buffer()}. */
    public final int offset() {
        return offset;
    }

    /** Copies the fixed part of the header to {@code target}, starting at the absolute index {@code targetOffset}. */
    public final void copyTo(ByteBuffer target, int targetOffset) {
        target.put(targetOffset, buffer, offset, lengthBytes);
    }

    /** Sets every byte of the fixed part to zero. */
    protected final T zero() {
        int field = 0;
        for (; field + Long.BYTES <= lengthBytes; field += Long.BYTES) {
            putLong(field, 0);
        }
        for (; field < lengthBytes; field++) {
            putByte(field, 0);
        }
        return self();
    }

    /** Whether any bit of {@code mask} is set in the byte {@code field}. */
    protected final boolean getFlag(int field, int mask) {
        return (buffer.get(offset + field) & mask) != 0;
    }

    /** Sets or clears the bits of {@code mask} in the byte {@code field} and leaves its other bits alone. */
    protected final T putFlag(int field, int mask, boolean value) {
        return putBits(field, mask, value ? mask : 0);
    }

    /** Writes the bits of {@code mask} in the byte {@code field} from {@code value}, other bits stay. */
    protected final T putBits(int field, int mask, int value) {
        int others = buffer.get(offset + field) & ~mask;
        buffer.put(offset + field, (byte) (others | (value & mask)));
        return self();
    }

    /** The byte at {@code field}, 0..255. */
    protected final int getUnsignedByte(int field) {
        return buffer.get(offset + field) & 0xff;
    }

    /** Writes the low 8 bits of {@code value}. */
    protected final T putByte(int field, int value) {
        buffer.put(offset + field, (byte) value);
        return self();
    }

    /** The 16-bit field, 0..65535. */
    protected final int getUnsignedShort(int field) {
        return (short) SHORT.get(buffer, offset + field) & 0xffff;
    }

    /** Writes the low 16 bits of {@code value}. */
    protected final T putShort(int field, int value) {
        SHORT.set(buffer, offset + field, (short) value);
        return self();
    }

    /** The 32 bits at {@code field}: tags and serial numbers, whose sign bit means nothing. */
    protected final int getInt(int field) {
        return (int) INT.get(buffer, offset + field);
    }

    /** Writes 32 bits. */
    protected final T putInt(int field, int value) {
        INT.set(buffer, offset + field, value);
        return self();
    }

    /** The 32-bit field as a quantity, 0..2^32-1. */
    protected final long getUnsignedInt(int field) {
        return getInt(field) & 0xffff_ffffL;
    }

    /** Writes the low 32 bits of {@code value}. */
    protected final T putUnsignedInt(int field, long value) {
        return putInt(field, (int) value);
    }

    /** The 64 bits at {@code field}. */
    protected final long getLong(int field) {
        return (long) LONG.get(buffer, offset + field);
    }

    /** Writes 64 bits. */
    protected final T putLong(int field, long value) {
        LONG.set(buffer, offset + field, value);
        return self();
    }

    /** This, as the concrete flyweight. */
    @SuppressWarnings("unchecked")
    protected final T self() {
        return (T) this;
    }
}
