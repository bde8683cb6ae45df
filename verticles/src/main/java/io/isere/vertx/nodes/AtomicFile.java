package io.isere.vertx.nodes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Replaces a file as a whole: whoever reads it, and whenever the machine stops, finds the old content or the new one. The new
 * file is the owner's only. One writer at a time, which the caller sees to.
 */
final class AtomicFile {
    /** Between which two actions a crash may come. */
    enum Step {
        BEFORE_TEMPORARY,
        TEMPORARY_CREATED,
        HALF_WRITTEN,
        WRITTEN,
        FORCED,
        RENAMED,
        DONE
    }

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private final Path file;
    private final Consumer<Step> observer;

    AtomicFile(Path file) {
        this(file, step -> {});
    }

    /** @param observer is told of each step; what it throws ends the write there, as a crash would */
    AtomicFile(Path file, Consumer<Step> observer) {
        this.file = file;
        this.observer = observer;
    }

    /** Replaces the content; when it returns, it survives a power cut. */
    void write(byte[] content) throws IOException {
        Path real = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        Path temporary = real.resolveSibling("." + real.getFileName() + ".new");
        observer.accept(Step.BEFORE_TEMPORARY);
        Files.deleteIfExists(temporary);
        try (FileChannel channel = FileChannel.open(
                temporary, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly("rw-------"))) {
            observer.accept(Step.TEMPORARY_CREATED);
            int half = content.length / 2;
            writeAll(channel, ByteBuffer.wrap(content, 0, half));
            observer.accept(Step.HALF_WRITTEN);
            writeAll(channel, ByteBuffer.wrap(content, half, content.length - half));
            observer.accept(Step.WRITTEN);
            channel.force(true);
        }
        observer.accept(Step.FORCED);
        Files.move(temporary, real, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        observer.accept(Step.RENAMED);
        forceFolder(real);
        observer.accept(Step.DONE);
    }

    private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Makes the rename itself stable. */
    private static void forceFolder(Path real) throws IOException {
        if (POSIX) {
            try (FileChannel folder = FileChannel.open(real.resolveSibling(""), StandardOpenOption.READ)) {
                folder.force(true);
            }
        }
    }

    /** Makes the folder of a file, the owner's only, if it is not there. */
    static void createFolder(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            Files.createDirectories(folder, ownerOnly("rwx------"));
        }
    }

    static FileAttribute<?>[] ownerOnly(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
