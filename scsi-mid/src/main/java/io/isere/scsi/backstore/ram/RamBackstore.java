package io.isere.scsi.backstore.ram;

import io.isere.scsi.backstore.Backstore;
import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.backstore.BackstoreStatus;
import io.isere.scsi.task.DataSegments;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Blocks in direct memory, in chunks of 1 MiB that come into being at their first write; what was never written, or was
 * unmapped, reads as zeros from one chunk shared by all.
 *
 * <p>For any number of loops, without locks. Allocates a chunk at the first write to it and nothing else. A chunk that was
 * unmapped is kept for the next write to its place: transports hold the registration of every chunk they have met, so
 * letting go of it would free nothing, and a new one each time would grow without bound. When the JVM has no direct memory
 * left (-XX:MaxDirectMemorySize), this and all later writes to new chunks end with NO_SPACE. Memory is freed by the
 * garbage collector, once nothing refers to the store.
 */
public final class RamBackstore implements Backstore {
    static final int CHUNK_BYTES = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(RamBackstore.class);
    private static final int CHUNK_SHIFT = 20;
    private static final int CHUNK_MASK = CHUNK_BYTES - 1;
    /** 16 TiB: the table of chunks, 4 or 8 bytes a chunk, is made at once. */
    private static final long CAPACITY_BYTES_MAX = 1L << 44;

    private final long capacityBytes;
    private final IntFunction<ByteBuffer> allocator;
    private final AtomicReferenceArray<@Nullable ByteBuffer> chunks;
    private final AtomicReferenceArray<@Nullable ByteBuffer> retired;
    private final ByteBuffer zeroChunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
    /** Set by the first failure to allocate: another try would stop the loop for a garbage collection each time. */
    private volatile boolean exhausted;

    private volatile boolean closed;

    /** @param capacityBytes at least 1; no memory is taken for it yet */
    public RamBackstore(long capacityBytes) {
        this(capacityBytes, ByteBuffer::allocateDirect);
    }

    RamBackstore(long capacityBytes, IntFunction<ByteBuffer> allocator) {
        if (capacityBytes <= 0 || capacityBytes > CAPACITY_BYTES_MAX) {
            throw new IllegalArgumentException("capacity of " + capacityBytes + " bytes is out of range");
        }
        this.capacityBytes = capacityBytes;
        this.allocator = allocator;
        chunks = new AtomicReferenceArray<>((int) ((capacityBytes + CHUNK_MASK) >>> CHUNK_SHIFT));
        retired = new AtomicReferenceArray<>(chunks.length());
    }

    @Override
    public long capacityBytes() {
        return capacityBytes;
    }

    /** True: an UNMAP of a whole chunk makes it read as zeros again, until it is written. */
    @Override
    public boolean thin() {
        return true;
    }

    @Override
    public int unmapGranularityBytes() {
        return CHUNK_BYTES;
    }

    @Override
    public boolean isMapped(long offsetBytes) {
        return chunks.get((int) (offsetBytes >>> CHUNK_SHIFT)) != null;
    }

    @Override
    public long extentEndBytes(long offsetBytes) {
        boolean mapped = isMapped(offsetBytes);
        int index = (int) (offsetBytes >>> CHUNK_SHIFT) + 1;
        while (index < chunks.length() && (chunks.get(index) != null) == mapped) {
            index++;
        }
        return Math.min(capacityBytes, (long) index << CHUNK_SHIFT);
    }

    @Override
    public boolean readOnly() {
        return false;
    }

    /** False: a FLUSH makes nothing safer here. */
    @Override
    public boolean writeBack() {
        return false;
    }

    @Override
    public boolean mapRead(long offsetBytes, int lengthBytes, DataSegments out) {
        return map(offsetBytes, lengthBytes, false, out);
    }

    @Override
    public boolean mapWrite(long offsetBytes, int lengthBytes, DataSegments out) {
        return map(offsetBytes, lengthBytes, true, out);
    }

    private boolean map(long offsetBytes, int lengthBytes, boolean forWrite, DataSegments out) {
        out.clear();
        long at = offsetBytes;
        int left = closed ? 0 : lengthBytes;
        while (left > 0) {
            ByteBuffer chunk = chunk(at, forWrite);
            int offsetInChunk = (int) at & CHUNK_MASK;
            int step = Math.min(left, CHUNK_BYTES - offsetInChunk);
            if (chunk == null || !out.add(chunk, offsetInChunk, step)) {
                break;
            }
            at += step;
            left -= step;
        }
        boolean mapped = out.totalBytes() == lengthBytes;
        if (!mapped) {
            out.clear();
        }
        return mapped;
    }

    @Override
    public void submit(BackstoreIo io) {
        io.complete(closed ? BackstoreStatus.CLOSED : execute(io));
    }

    private BackstoreStatus execute(BackstoreIo io) {
        return switch (io.op()) {
            case FLUSH -> BackstoreStatus.OK;
            case READ -> read(io.offsetBytes(), io.segments());
            case WRITE -> write(io.offsetBytes(), io.segments());
            case UNMAP -> unmap(io.offsetBytes(), io.lengthBytes());
            case CHANGE_KEY -> BackstoreStatus.WRITE_ERROR;
        };
    }

    private BackstoreStatus read(long offsetBytes, DataSegments segments) {
        long at = offsetBytes;
        for (int index = 0; index < segments.count(); index++) {
            int done = 0;
            while (done < segments.lengthBytes(index)) {
                ByteBuffer chunk = Objects.requireNonNull(chunk(at, false));
                int offsetInChunk = (int) at & CHUNK_MASK;
                int step = Math.min(segments.lengthBytes(index) - done, CHUNK_BYTES - offsetInChunk);
                segments.slab(index).put(segments.offsetBytes(index) + done, chunk, offsetInChunk, step);
                done += step;
                at += step;
            }
        }
        return BackstoreStatus.OK;
    }

    private BackstoreStatus write(long offsetBytes, DataSegments segments) {
        long at = offsetBytes;
        for (int index = 0; index < segments.count(); index++) {
            int done = 0;
            while (done < segments.lengthBytes(index)) {
                ByteBuffer chunk = chunk(at, true);
                if (chunk == null) {
                    return BackstoreStatus.NO_SPACE;
                }
                int offsetInChunk = (int) at & CHUNK_MASK;
                int step = Math.min(segments.lengthBytes(index) - done, CHUNK_BYTES - offsetInChunk);
                int from = segments.offsetBytes(index) + done;
                boolean inPlace = from == offsetInChunk && segments.isSlab(index, chunk);
                if (!inPlace) {
                    chunk.put(offsetInChunk, segments.slab(index), from, step);
                }
                done += step;
                at += step;
            }
        }
        return BackstoreStatus.OK;
    }

    /**
     * Unmaps whole chunks and fills parts of chunks with zeros. A chunk is used again for its own place only, so data that
     * is still landing in it, or leaving it, is at worst that of a command that ran at the same time.
     */
    private BackstoreStatus unmap(long offsetBytes, int lengthBytes) {
        long at = offsetBytes;
        long end = offsetBytes + lengthBytes;
        while (at < end) {
            int offsetInChunk = (int) at & CHUNK_MASK;
            int step = (int) Math.min(end - at, CHUNK_BYTES - offsetInChunk);
            int index = (int) (at >>> CHUNK_SHIFT);
            ByteBuffer chunk = chunks.get(index);
            if (step == CHUNK_BYTES || (at + step == capacityBytes && offsetInChunk == 0)) {
                retire(index);
            } else if (chunk != null) {
                chunk.put(offsetInChunk, zeroChunk, 0, step);
            }
            at += step;
        }
        return BackstoreStatus.OK;
    }

    private void retire(int index) {
        ByteBuffer chunk = chunks.getAndSet(index, null);
        if (chunk != null) {
            retired.set(index, chunk);
        }
    }

    /** The chunk at an offset; for a write a real one, or null when there is no memory. */
    private @Nullable ByteBuffer chunk(long offsetBytes, boolean forWrite) {
        int index = (int) (offsetBytes >>> CHUNK_SHIFT);
        ByteBuffer chunk = chunks.get(index);
        if (chunk != null) {
            return chunk;
        }
        return forWrite ? newChunk(index) : zeroChunk;
    }

    private @Nullable ByteBuffer newChunk(int index) {
        ByteBuffer kept = retired.getAndSet(index, null);
        if (kept != null) {
            kept.put(0, zeroChunk, 0, CHUNK_BYTES);
            if (chunks.compareAndSet(index, null, kept)) {
                return kept;
            }
            retired.set(index, kept);
            return chunks.get(index);
        }
        if (exhausted) {
            return null;
        }
        try {
            ByteBuffer created = allocator.apply(CHUNK_BYTES);
            return chunks.compareAndSet(index, null, created) ? created : chunks.get(index);
        } catch (OutOfMemoryError e) {
            exhausted = true;
            LOG.warn("no direct memory for another {} bytes of RAM disk; raise -XX:MaxDirectMemorySize", CHUNK_BYTES);
            return null;
        }
    }

    @Override
    public Future<Void> close() {
        closed = true;
        return Future.succeededFuture();
    }
}
