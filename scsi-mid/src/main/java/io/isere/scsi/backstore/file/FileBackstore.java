package io.isere.scsi.backstore.file;

import io.isere.scsi.backstore.Backstore;
import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.backstore.threads.IoThreads;
import io.isere.scsi.task.DataSegments;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Blocks in a file or on a block device, through the page cache.
 *
 * <p>Space: a file may be sparse, and takes space only for what is written. It never gives any back, since the JDK can
 * make no holes in a file: a unit over it is fully provisioned, has no UNMAP and refuses WRITE SAME's UNMAP bit. When the
 * file system is full, a write ends with {@link io.isere.scsi.backstore.BackstoreStatus#NO_SPACE}, of which the device
 * server makes DATA PROTECT, SPACE ALLOCATION FAILED WRITE PROTECT; what was written before stays as it is, and the same
 * write succeeds once there is room.
 *
 * <p>For any number of loops: {@link #submit} only queues; a few threads of the store's own do the work. Holds a lock of
 * the file (shared when read only) until {@link #close}, so that no two targets serve one file.
 */
public final class FileBackstore implements Backstore {
    private final Path path;
    private final FileChannel channel;
    private final boolean readOnly;
    private final long capacityBytes;
    private final FileIo io;
    private final IoThreads threads;
    private final Promise<Void> closed = Promise.promise();

    private FileBackstore(Path path, FileChannel channel, long capacityBytes, FileBackstoreOptions options) {
        this.path = path;
        this.channel = channel;
        this.capacityBytes = capacityBytes;
        readOnly = options.readOnly();
        io = new FileIo(path, channel, readOnly);
        threads = new IoThreads(
                "isere-file-" + path.getFileName(),
                options.ioThreads(),
                options.queueLength(),
                () -> io::execute,
                this::onStopped);
    }

    /** Opens an existing file for reading and writing, with the size it has. */
    public static FileBackstore open(Path path) throws IOException {
        return open(path, new FileBackstoreOptions());
    }

    /**
     * Opens a file; blocks.
     *
     * @throws IOException with a message for an operator: missing, not permitted, in use, or without a size
     */
    public static FileBackstore open(Path path, FileBackstoreOptions options) throws IOException {
        if (options.ioThreads() < 1 || options.queueLength() < 1 || options.sizeBytes() < 0) {
            throw new IllegalArgumentException("threads and queue length must be positive, the size not negative");
        }
        FileChannel channel = FileChannel.open(path, openOptions(options));
        try {
            lock(path, channel, options.readOnly());
            return new FileBackstore(path, channel, capacityBytes(path, channel, options), options);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static Set<OpenOption> openOptions(FileBackstoreOptions options) {
        Set<OpenOption> open = new HashSet<>();
        open.add(StandardOpenOption.READ);
        if (!options.readOnly()) {
            open.add(StandardOpenOption.WRITE);
            if (options.sizeBytes() > 0) {
                open.add(StandardOpenOption.CREATE);
            }
        }
        return open;
    }

    private static void lock(Path path, FileChannel channel, boolean shared) throws IOException {
        FileLock lock = tryLock(path, channel, shared);
        if (lock == null) {
            throw new IOException(path + " is in use by another process");
        }
    }

    private static @Nullable FileLock tryLock(Path path, FileChannel channel, boolean shared) throws IOException {
        try {
            return channel.tryLock(0, Long.MAX_VALUE, shared);
        } catch (OverlappingFileLockException e) {
            throw new IOException(path + " is in use by this process already", e);
        }
    }

    private static long capacityBytes(Path path, FileChannel channel, FileBackstoreOptions options) throws IOException {
        if (options.sizeBytes() > 0) {
            return options.sizeBytes();
        }
        long sizeBytes = channel.size();
        if (sizeBytes == 0) {
            String what = Files.isRegularFile(path) ? "is an empty file" : "is a device that tells no size";
            throw new IOException(path + " " + what + "; open it with an explicit size");
        }
        return sizeBytes;
    }

    @Override
    public long capacityBytes() {
        return capacityBytes;
    }

    /** False: the JDK can make no holes in a file, so UNMAP writes zeros. */
    @Override
    public boolean thin() {
        return false;
    }

    @Override
    public boolean readOnly() {
        return readOnly;
    }

    /** True: the page cache. */
    @Override
    public boolean writeBack() {
        return !readOnly;
    }

    @Override
    public boolean mapRead(long offsetBytes, int lengthBytes, DataSegments out) {
        out.clear();
        return false;
    }

    @Override
    public boolean mapWrite(long offsetBytes, int lengthBytes, DataSegments out) {
        out.clear();
        return false;
    }

    /** Queues the request; completes it as BUSY when the queue is full. */
    @Override
    public void submit(BackstoreIo request) {
        threads.submit(request);
    }

    /** As the interface says; the future's handlers run on a thread of the store's own. */
    @Override
    public Future<Void> close() {
        threads.close();
        return closed.future();
    }

    private void onStopped() {
        try (channel) {
            io.flush();
        } catch (IOException e) {
            closed.tryFail(new IOException("closing " + path + " failed: its last writes may be lost", e));
        }
        closed.tryComplete();
    }

    @Override
    public String toString() {
        return "FileBackstore[" + path + ", " + capacityBytes + " bytes" + (readOnly ? ", read only]" : "]");
    }
}
