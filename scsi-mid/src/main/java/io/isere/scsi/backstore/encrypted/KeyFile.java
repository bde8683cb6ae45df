package io.isere.scsi.backstore.encrypted;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A key in a file of its own, which only its owner may read: 128 hexadecimal digits and a line feed.
 *
 * <p>A new key is made stable beside it, in {@code PATH.new}; then the old one is overwritten where it lies, and that made
 * stable; then the new file takes the name of the old. So a loss of power leaves the old key in effect, or the new one and
 * nothing of the old: {@link #load} finishes what was begun. A file system that writes copies, and flash memory below
 * it, may keep what was overwritten. Its caller sees to it that nobody else uses the file.
 */
public final class KeyFile implements KeyHolder {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final int FILE_BYTES = 2 * XtsKey.BYTES + 1;

    private final Path path;
    private final Path next;

    private KeyFile(Path path) {
        this.path = path;
        next = path.resolveSibling(path.getFileName() + ".new");
    }

    /**
     * Opens a key file; blocks.
     *
     * @param mayCreate whether there is nothing yet that is encrypted, so that a missing key is made
     * @throws IOException with a message for an operator: missing, damaged, or open to others
     */
    public static KeyFile open(Path path, boolean mayCreate) throws IOException {
        KeyFile file = new KeyFile(path.toAbsolutePath());
        file.finishReplacement();
        if (!Files.exists(file.path)) {
            if (!mayCreate) {
                throw new IOException("there is no key " + path
                        + " of what has been stored before: put it back; to give"
                        + " up what is stored, make a new one: (umask 077; openssl rand -hex 64 > " + path + ")");
            }
            file.create();
        }
        file.load().wipe();
        return file;
    }

    private void create() throws IOException {
        XtsKey key = XtsKey.random();
        write(next, key.digits() + "\n");
        key.wipe();
        rename();
    }

    @Override
    public XtsKey load() throws IOException {
        finishReplacement();
        refuseOthers();
        return read(path);
    }

    @Override
    public void replace(XtsKey key) throws IOException {
        write(next, key.digits() + "\n");
        overwrite(path);
        rename();
    }

    /** What a loss of power has left: a new key is in effect as soon as nothing of the old one is there. */
    private void finishReplacement() throws IOException {
        if (!Files.exists(next)) {
            return;
        }
        if (isKey(path) || !isKey(next)) {
            overwrite(next);
            Files.delete(next);
            force(folder());
        } else {
            rename();
        }
    }

    private static boolean isKey(Path file) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        try {
            read(file).wipe();
            return true;
        } catch (DamagedKeyException e) {
            return false;
        }
    }

    private static XtsKey read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer text = ByteBuffer.allocate(FILE_BYTES + 1);
            while (text.hasRemaining() && channel.read(text) >= 0) {
                // A short read is not the end.
            }
            return XtsKey.parse(US_ASCII.decode(text.flip()).toString().strip());
        } catch (IllegalArgumentException e) {
            throw new DamagedKeyException(file, e);
        }
    }

    private void refuseOthers() throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        Set<PosixFilePermission> permissions = view.readAttributes().permissions();
        if (!OWNER_ONLY.containsAll(permissions)) {
            throw new IOException("the key " + path + " is open to others ("
                    + PosixFilePermissions.toString(permissions) + "): chmod 600 " + path);
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        boolean posix = Files.getFileStore(file.toAbsolutePath().getParent()).supportsFileAttributeView("posix");
        FileAttribute<?>[] attributes = posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
        Files.createFile(file, attributes);
        put(file, text);
    }

    /** Even part of this over part of a key is no key. */
    private static void overwrite(Path file) throws IOException {
        put(file, "-".repeat(FILE_BYTES - 1) + "\n");
    }

    private static void put(Path file, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = US_ASCII.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private void rename() throws IOException {
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        force(folder());
    }

    private Path folder() {
        Path folder = path.getParent();
        return folder == null ? path : folder;
    }

    /** Makes the names in a folder stable. */
    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }

    /** A file that holds no key. */
    private static final class DamagedKeyException extends FileSystemException {
        private static final long serialVersionUID = 1;

        DamagedKeyException(Path file, Exception cause) {
            super(file.toString(), null, "is no key of 128 hexadecimal digits: " + cause.getMessage());
            initCause(cause);
        }
    }
}
