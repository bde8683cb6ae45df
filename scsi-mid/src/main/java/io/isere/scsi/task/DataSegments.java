package io.isere.scsi.task;

import java.nio.ByteBuffer;

/**
 * A scatter/gather list: ranges of slabs, in data order.
 *
 * <p>A slab is a long-lived piece of memory; a transport finds its registration by the slab's identity. Positions of
 * slabs are neither read nor changed; their limits are not changed and must cover the segments. Owned by the thread that owns the task. Reusable; allocates nothing
 * after construction.
 */
public final class DataSegments {
    /** Segments a list can hold. Large enough for 4 MiB of 128 KiB slabs, small enough to walk without thought. */
    public static final int MAX_SEGMENTS = 32;

    /** Answer of {@link #mismatch} when there is none. */
    public static final int EQUAL = -1;

    private final ByteBuffer[] slabs = new ByteBuffer[MAX_SEGMENTS];
    private final int[] offsetsBytes = new int[MAX_SEGMENTS];
    private final int[] lengthsBytes = new int[MAX_SEGMENTS];
    private int count;
    private int totalBytes;

    /**
     * Appends a range.
     *
     * @return false, and no change, when the list is full
     */
    public boolean add(ByteBuffer slab, int offsetBytes, int lengthBytes) {
        assert offsetBytes >= 0 && lengthBytes >= 0 && offsetBytes <= slab.limit() - lengthBytes;
        if (count == MAX_SEGMENTS) {
            return false;
        }
        slabs[count] = slab;
        offsetsBytes[count] = offsetBytes;
        lengthsBytes[count] = lengthBytes;
        count++;
        totalBytes += lengthBytes;
        return true;
    }

    /** Forgets the segments. References to slabs stay until overwritten: they are long-lived by contract. */
    public void clear() {
        count = 0;
        totalBytes = 0;
    }

    /** Keeps the first {@code bytes} bytes, dropping or shortening what follows; no change if it holds fewer. */
    public void truncate(int bytes) {
        int excessBytes = totalBytes - bytes;
        while (excessBytes > 0) {
            int last = count - 1;
            int cutBytes = Math.min(excessBytes, lengthsBytes[last]);
            lengthsBytes[last] -= cutBytes;
            totalBytes -= cutBytes;
            excessBytes -= cutBytes;
            if (lengthsBytes[last] == 0) {
                count = last;
            }
        }
    }

    /** Number of segments, 0 to {@link #MAX_SEGMENTS}. */
    public int count() {
        return count;
    }

    /** Bytes of all segments. */
    public int totalBytes() {
        return totalBytes;
    }

    public ByteBuffer slab(int index) {
        return slabs[index];
    }

    /** True when {@code memory} itself, not just an equal buffer, is the slab of segment {@code index}. */
    @SuppressWarnings("ReferenceEquality")
    public boolean isSlab(int index, ByteBuffer memory) {
        return slabs[index] == memory;
    }

    /** First byte of segment {@code index} in its slab. */
    public int offsetBytes(int index) {
        return offsetsBytes[index];
    }

    public int lengthBytes(int index) {
        return lengthsBytes[index];
    }

    /**
     * Copies the first {@code bytes} bytes of {@code source} into the memory of {@code target}.
     *
     * <p>Both must hold at least {@code bytes}.
     */
    public static void copy(DataSegments source, DataSegments target, int bytes) {
        assert bytes <= source.totalBytes && bytes <= target.totalBytes;
        int from = 0;
        int fromDone = 0;
        int to = 0;
        int toDone = 0;
        int left = bytes;
        while (left > 0) {
            int step = Math.min(left, Math.min(source.lengthsBytes[from] - fromDone, target.lengthsBytes[to] - toDone));
            ByteBuffer sourceSlab = source.slabs[from];
            target.slabs[to].put(
                    target.offsetsBytes[to] + toDone, sourceSlab, source.offsetsBytes[from] + fromDone, step);
            left -= step;
            fromDone += step;
            toDone += step;
            if (fromDone == source.lengthsBytes[from]) {
                from++;
                fromDone = 0;
            }
            if (toDone == target.lengthsBytes[to]) {
                to++;
                toDone = 0;
            }
        }
    }

    /**
     * Compares {@code bytes} bytes of {@code data} from its byte {@code fromBytes} on with the first ones of
     * {@code memory}.
     *
     * @return index in {@code memory} of the first byte that differs, or {@link #EQUAL}
     */
    public static int mismatch(DataSegments data, int fromBytes, ByteBuffer memory, int bytes) {
        return mismatch(data, fromBytes, memory, 0, bytes);
    }

    /** Likewise with the bytes of {@code memory} from {@code memoryAt} on; the index counts from there. */
    public static int mismatch(DataSegments data, int fromBytes, ByteBuffer memory, int memoryAt, int bytes) {
        int skip = fromBytes;
        int done = 0;
        for (int index = 0; done < bytes; index++) {
            int available = data.lengthsBytes[index] - skip;
            if (available <= 0) {
                skip = -available;
                continue;
            }
            int end = done + Math.min(bytes - done, available);
            int at = data.offsetsBytes[index] + skip;
            for (; done < end; done++, at++) {
                if (data.slabs[index].get(at) != memory.get(memoryAt + done)) {
                    return done;
                }
            }
            skip = 0;
        }
        return EQUAL;
    }

    /** Fills the memory of this list from index 0 of {@code source}, which must hold {@link #totalBytes}. */
    public void putBytes(ByteBuffer source) {
        int from = 0;
        for (int index = 0; index < count; index++) {
            slabs[index].put(offsetsBytes[index], source, from, lengthsBytes[index]);
            from += lengthsBytes[index];
        }
    }

    /** Copies all bytes of this list to {@code target} from index 0 on; it must hold {@link #totalBytes}. */
    public void getBytes(ByteBuffer target) {
        int to = 0;
        for (int index = 0; index < count; index++) {
            target.put(to, slabs[index], offsetsBytes[index], lengthsBytes[index]);
            to += lengthsBytes[index];
        }
    }

    /** Puts bytes of {@code source} into this list from its byte {@code toBytes} on, as many as it has room for. */
    public void putRange(int toBytes, ByteBuffer source, int from, int bytes) {
        int skip = toBytes;
        int done = 0;
        for (int index = 0; index < count && done < bytes; index++) {
            int step = Math.min(lengthsBytes[index] - skip, bytes - done);
            if (step > 0) {
                slabs[index].put(offsetsBytes[index] + skip, source, from + done, step);
                done += step;
            }
            skip = Math.max(0, skip - lengthsBytes[index]);
        }
    }

    /** Copies {@code bytes} bytes of this list from its byte {@code fromBytes} on; it must hold them. */
    public void getRange(int fromBytes, ByteBuffer target, int to, int bytes) {
        assert fromBytes >= 0 && bytes >= 0 && fromBytes <= totalBytes - bytes;
        int skip = fromBytes;
        int done = 0;
        for (int index = 0; done < bytes; index++) {
            int step = Math.min(lengthsBytes[index] - skip, bytes - done);
            if (step > 0) {
                target.put(to + done, slabs[index], offsetsBytes[index] + skip, step);
                done += step;
            }
            skip = Math.max(0, skip - lengthsBytes[index]);
        }
    }

    /** Adds {@code bytes} bytes of {@code other} from its byte {@code fromBytes} on; it must hold them. */
    public void addRange(DataSegments other, int fromBytes, int bytes) {
        assert fromBytes >= 0 && bytes >= 0 && fromBytes <= other.totalBytes - bytes;
        int skip = fromBytes;
        int left = bytes;
        for (int index = 0; left > 0; index++) {
            int available = other.lengthsBytes[index] - skip;
            if (available <= 0) {
                skip = -available;
                continue;
            }
            int length = Math.min(left, available);
            boolean added = add(other.slabs[index], other.offsetsBytes[index] + skip, length);
            assert added : "list is full";
            left -= length;
            skip = 0;
        }
    }

    @Override
    public String toString() {
        return "DataSegments[count=" + count + ", totalBytes=" + totalBytes + "]";
    }
}
