package io.isere.vertx.nodes;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One at a time: among all processes by a lock of a file beside the one in question, among the threads of this JVM, which
 * have such locks in common, by a lock of its own. The file stays; its lock ends with its process, however that ends.
 */
final class FileLocked {
    private static final Map<Path, ReentrantLock> OF_THIS_JVM = new ConcurrentHashMap<>();

    /** What is done with the lock held. */
    interface Action<T> {
        T run() throws IOException;
    }

    private FileLocked() {}

    /** Waits for the lock, however long, and runs something with it. */
    static <T> T run(Path file, Action<T> action) throws IOException {
        Path lockFile = file.toAbsolutePath().resolveSibling("." + file.getFileName() + ".lock");
        ReentrantLock own = OF_THIS_JVM.computeIfAbsent(lockFile, path -> new ReentrantLock());
        own.lock();
        try (FileChannel channel = FileChannel.open(
                        lockFile,
                        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                        AtomicFile.ownerOnly("rw-------"));
                FileLock held = channel.lock()) {
            if (!held.isValid()) {
                throw new IOException("cannot lock " + lockFile);
            }
            return action.run();
        } finally {
            own.unlock();
        }
    }
}
