package io.isere.rdma.eventloop;

import io.isere.rdma.memory.Slab;
import io.isere.rdma.net.IoVector;
import io.netty.channel.unix.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.ToLongFunction;

/**
 * An array of {@code struct iovec} in native memory, filled from an {@link IoVector} for one system call.
 *
 * <pre>
 * each entry:  0 address (8 bytes)   8 length (8 bytes)      native byte order, 64-bit platforms
 * </pre>
 *
 * <p>Thread: its loop. Allocates nothing after construction.
 */
final class IoVecArray {
    /** Finds a buffer's native address; a constant, so that no call makes a lambda. */
    static final ToLongFunction<ByteBuffer> ADDRESS = Buffer::memoryAddress;

    private static final int MOST_ENTRIES = 64;
    private static final int ENTRY_BYTES = 16;
    private static final int LENGTH_OFFSET = 8;

    private final ByteBuffer entries =
            ByteBuffer.allocateDirect(MOST_ENTRIES * ENTRY_BYTES).order(ByteOrder.nativeOrder());
    private final long address = Buffer.memoryAddress(entries);
    private int count;
    private long totalBytes;

    static boolean isSupported() {
        return Buffer.addressSize() == Long.BYTES;
    }

    /** Takes as many entries from the front of the vector as fit. */
    void fill(IoVector vector) {
        count = Math.min(vector.count(), MOST_ENTRIES);
        totalBytes = 0;
        for (int i = 0; i < count; i++) {
            int lengthBytes = vector.lengthBytes(i);
            entries.putLong(i * ENTRY_BYTES, addressOf(vector.slab(i)) + vector.offsetBytes(i));
            entries.putLong(i * ENTRY_BYTES + LENGTH_OFFSET, lengthBytes);
            totalBytes += lengthBytes;
        }
    }

    static long addressOf(Slab slab) {
        return slab.address(ADDRESS);
    }

    /** Where the array begins. */
    long address() {
        return address;
    }

    /** Entries filled. */
    int count() {
        return count;
    }

    /** Bytes the entries name. */
    long totalBytes() {
        return totalBytes;
    }
}
