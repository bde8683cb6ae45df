package io.isere.vertx.config;

import io.isere.scsi.backstore.Backstore;
import io.isere.scsi.backstore.file.FileBackstore;
import io.isere.scsi.backstore.file.FileBackstoreOptions;
import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.vertx.LunOptions;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A logical unit in a line: {@code file:PATH} or {@code ram:SIZE}, and after it, with commas,
 * {@code bs=512|4096}, {@code ro}, {@code size=SIZE} and {@code sanitize-rate=SIZE}.
 *
 * @param text what was written
 * @param path of a file; "" for ram
 * @param sizeBytes of ram, or the size a file is to be served with; 0: the file's own
 * @param blockBytes 512 or 4096
 * @param readOnly whether writes are refused
 * @param sanitizeBytesPerSecond what SANITIZE may write a second; 0: no limit
 */
public record LunSpec(
        String text, String path, long sizeBytes, int blockBytes, boolean readOnly, long sanitizeBytesPerSecond) {
    private static final String FILE = "file:";
    private static final String RAM = "ram:";
    private static final Set<String> OPTIONS = Set.of("bs", "ro", "size", "sanitize-rate");

    /** Whether it lives in memory. */
    public boolean isRam() {
        return path.isEmpty();
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException when it is malformed
     */
    public static LunSpec parse(String text) {
        try {
            return parseParts(text);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    "cannot read LUN " + text + ": " + e.getMessage()
                            + "; want file:PATH or ram:SIZE, then bs=4096, ro, size=SIZE or sanitize-rate=SIZE after"
                            + " commas",
                    e);
        }
    }

    private static LunSpec parseParts(String text) {
        List<String> parts = new ArrayList<>(Arrays.asList(text.split(",", -1)));
        Map<String, String> values = new HashMap<>();
        // Options are taken from the end, so that a path may hold commas.
        while (parts.size() > 1) {
            String[] keyAndValue = parts.get(parts.size() - 1).split("=", 2);
            if (!OPTIONS.contains(keyAndValue[0])) {
                break;
            }
            values.put(keyAndValue[0], keyAndValue.length == 1 ? "" : keyAndValue[1]);
            parts.remove(parts.size() - 1);
        }
        return of(text, String.join(",", parts), values);
    }

    private static LunSpec of(String text, String place, Map<String, String> values) {
        int blockBytes = Math.toIntExact(Sizes.parse(values.getOrDefault("bs", "512")));
        boolean readOnly = values.containsKey("ro");
        long sizeBytes = Sizes.parse(values.getOrDefault("size", "0"));
        long sanitizeRate = Sizes.parse(values.getOrDefault("sanitize-rate", "0"));
        require(blockBytes == 512 || blockBytes == 4096, "the block size is 512 or 4096");
        if (place.startsWith(RAM)) {
            require(!readOnly && sizeBytes == 0, "memory is neither read-only nor sized apart");
            long ramBytes = Sizes.parse(place.substring(RAM.length()));
            require(ramBytes >= blockBytes, "it holds no block");
            return new LunSpec(text, "", ramBytes, blockBytes, false, sanitizeRate);
        }
        require(place.startsWith(FILE) && place.length() > FILE.length(), "it is neither file: nor ram:");
        String path = place.substring(FILE.length());
        return new LunSpec(text, path, sizeBytes, blockBytes, readOnly, sanitizeRate);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    /** How a target is to serve it. */
    public LunOptions options() {
        return new LunOptions().setBlockBytes(blockBytes).setSanitizeBytesPerSecond(sanitizeBytesPerSecond);
    }

    /**
     * Opens its backstore; blocks.
     *
     * @throws IOException with what was wrong and what to do about it
     */
    public Backstore open() throws IOException {
        if (isRam()) {
            return new RamBackstore(sizeBytes);
        }
        FileBackstoreOptions options =
                new FileBackstoreOptions().readOnly(readOnly).sizeBytes(sizeBytes);
        try {
            return FileBackstore.open(Path.of(path), options);
        } catch (NoSuchFileException e) {
            throw failed("there is no such file; to make one, add a size: file:" + path + ",size=1g", e);
        } catch (AccessDeniedException e) {
            throw failed("access is denied; for reading only, add ,ro", e);
        } catch (IOException | IllegalArgumentException e) {
            throw failed(String.valueOf(e.getMessage()), e);
        }
    }

    private IOException failed(String why, Exception cause) {
        return new IOException("cannot serve " + text + ": " + why, cause);
    }
}
