package io.isere.scsi.backstore.file;

/** How to open a {@link FileBackstore}. Not thread-safe; read once at open. */
public final class FileBackstoreOptions {
    private boolean readOnly;
    private long sizeBytes;
    private int ioThreads = 4;
    private int queueLength = 1024;

    public boolean readOnly() {
        return readOnly;
    }

    /** Opens the file for reading only, and shares it with other readers. Default false. */
    public FileBackstoreOptions readOnly(boolean only) {
        this.readOnly = only;
        return this;
    }

    public long sizeBytes() {
        return sizeBytes;
    }

    /**
     * Capacity whatever the file's size: the file is created if it is missing, grows by writes, and reads as zeros
     * beyond its end. Default 0: the file's size.
     */
    public FileBackstoreOptions sizeBytes(long bytes) {
        this.sizeBytes = bytes;
        return this;
    }

    public int ioThreads() {
        return ioThreads;
    }

    /** Threads that do the reading and writing; as many requests are with the kernel at a time. Default 4. */
    public FileBackstoreOptions ioThreads(int threads) {
        this.ioThreads = threads;
        return this;
    }

    public int queueLength() {
        return queueLength;
    }

    /** Requests waiting for a thread before BUSY is answered, rounded up to a power of two. Default 1024. */
    public FileBackstoreOptions queueLength(int requests) {
        this.queueLength = requests;
        return this;
    }
}
