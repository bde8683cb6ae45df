package io.isere.rdma.memory;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.ToLongFunction;

/**
 * One piece of direct memory as one loop uses it: the bytes, mutable views of them for {@code java.nio} calls, and its
 * native address for those who can use it.
 *
 * <p>Thread: one loop. The bytes may be shared with other loops through slabs of their own over the same buffer.
 * Lifetime: that of the registration it belongs to. Allocates: a duplicate buffer the first time a view index is used,
 * nothing afterwards.
 */
public final class Slab {
    private final ByteBuffer bytes;
    private ByteBuffer[] views = new ByteBuffer[0];
    private long address;

    /**
     * @param bytes a direct buffer; the slab covers its whole capacity, whatever its position and limit
     */
    public Slab(ByteBuffer bytes) {
        if (!bytes.isDirect()) {
            throw new IllegalArgumentException("registered memory must be a direct buffer: the wire reads and writes it"
                    + " in place; use ByteBuffer.allocateDirect");
        }
        this.bytes = bytes.duplicate().clear();
    }

    /** The bytes, big-endian, for absolute access only; its position and limit are to be left alone. */
    public ByteBuffer bytes() {
        return bytes;
    }

    /** Length of the slab in bytes. */
    public int lengthBytes() {
        return bytes.capacity();
    }

    /**
     * A reusable view positioned on a range. The same {@code index} gives the same object each time, so a gather list
     * that names this slab several times uses a different index for each.
     */
    public ByteBuffer view(int index, int offsetBytes, int lengthBytes) {
        if (index >= views.length) {
            growViews(index);
        }
        ByteBuffer view = views[index];
        view.limit(offsetBytes + lengthBytes);
        view.position(offsetBytes);
        return view;
    }

    private void growViews(int index) {
        int from = views.length;
        views = Arrays.copyOf(views, Math.max(4, Math.max(index + 1, from * 2)));
        for (int i = from; i < views.length; i++) {
            views[i] = bytes.duplicate();
        }
    }

    /** The native address of byte 0, found once by {@code resolver} and remembered. */
    public long address(ToLongFunction<ByteBuffer> resolver) {
        if (address == 0) {
            address = resolver.applyAsLong(bytes);
        }
        return address;
    }
}
