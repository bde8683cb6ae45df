package io.isere.vertx.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.isere.iscsi.chap.ChapSecret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Set;

/**
 * CHAP secrets in files that nobody but their owner can read: one line, the secret itself. No message shows what a file
 * holds. Static; any thread; blocks.
 */
public final class SecretFile {
    private static final int MAX_BYTES = 4096;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private SecretFile() {}

    /**
     * Reads a secret.
     *
     * @param allowWeak whether less than 96 bits are taken
     * @throws IllegalArgumentException if the file is missing, open to others, or holds no secret; the message says what to do
     */
    public static ChapSecret read(Path file, boolean allowWeak) {
        try {
            requireOwnerOnly(file);
            if (Files.size(file) > MAX_BYTES) {
                throw new IllegalArgumentException(
                        "secret file " + file + " is too long: want one line with the secret");
            }
            return secret(file, line(file, Files.readString(file, UTF_8)), allowWeak);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(
                    "there is no secret file " + file + ": make one with isere chap-secret " + file, e);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read secret file " + file + ": " + e.getMessage(), e);
        }
    }

    private static ChapSecret secret(Path file, String line, boolean allowWeak) {
        try {
            return ChapSecret.of(line, allowWeak);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("secret file " + file + ": " + e.getMessage(), e);
        }
    }

    private static void requireOwnerOnly(Path file) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        Set<PosixFilePermission> others = EnumSet.copyOf(OWNER_ONLY);
        others.addAll(view.readAttributes().permissions());
        others.remove(PosixFilePermission.OWNER_EXECUTE);
        if (!others.equals(OWNER_ONLY)) {
            throw new IllegalArgumentException("secret file " + file + " is open to others than its owner ("
                    + PosixFilePermissions.toString(view.readAttributes().permissions()) + "): chmod 600 " + file);
        }
    }

    private static String line(Path file, String content) {
        String secret = content.replaceFirst("\\r?\\n\\z", "");
        if (secret.isEmpty() || secret.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new IllegalArgumentException(
                    "secret file " + file + " is empty or holds more than one line: want one line with the secret");
        }
        return secret;
    }

    /**
     * Makes a file with a random secret of 128 bits.
     *
     * @throws IOException if the file is there already, or cannot be made
     */
    public static void create(Path file) throws IOException {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (posix) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        } else {
            Files.createFile(file);
        }
        Files.writeString(file, ChapSecret.random(new SecureRandom()) + "\n", UTF_8, StandardOpenOption.WRITE);
    }
}
