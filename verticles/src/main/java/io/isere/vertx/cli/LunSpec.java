package io.isere.vertx.cli;

import io.isere.scsi.backstore.Backstore;
import io.isere.scsi.backstore.file.FileBackstore;
import io.isere.scsi.backstore.file.FileBackstoreOptions;
import io.isere.scsi.backstore.ram.RamBackstore;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A logical unit as {@code --lun} names it: {@code file:PATH} or {@code ram:SIZE}, and after it, with commas,
 * {@code bs=512|4096}, {@code ro} and {@code size=SIZE}.
 *
 * @param text what was written
 * @param path of a file; "" for ram
 * @param sizeBytes of ram, or the size a file is to be served with; 0: the file's own
 * @param blockBytes 512 or 4096
 * @param readOnly whether writes are refused
 */
record LunSpec(String text, String path, long sizeBytes, int blockBytes, boolean readOnly) {
    private static final String FILE = "file:";
    private static final String RAM = "ram:";

    boolean isRam() {
        return path.isEmpty();
    }

    /**
     * Reads one.
     *
     * @throws CliException of a usage error when it is malformed
     */
    static LunSpec parse(String text) {
        try {
            return parseParts(text);
        } catch (IllegalArgumentException e) {
            throw new CliException(
                    ExitCodes.USAGE,
                    "cannot read --lun " + text + ": " + CliException.messageOf(e)
                            + "; want file:PATH or ram:SIZE, then bs=4096, ro or size=SIZE after commas",
                    null);
        }
    }

    private static LunSpec parseParts(String text) {
        List<String> parts = new ArrayList<>(Arrays.asList(text.split(",", -1)));
        int blockBytes = 512;
        boolean readOnly = false;
        long sizeBytes = 0;
        // Options are taken from the end, so that a path may hold commas.
        while (parts.size() > 1) {
            String last = parts.get(parts.size() - 1);
            if (last.equals("ro")) {
                readOnly = true;
            } else if (last.startsWith("bs=")) {
                blockBytes = Math.toIntExact(Sizes.parse(last.substring(3)));
            } else if (last.startsWith("size=")) {
                sizeBytes = Sizes.parse(last.substring(5));
            } else {
                break;
            }
            parts.remove(parts.size() - 1);
        }
        return of(text, String.join(",", parts), sizeBytes, blockBytes, readOnly);
    }

    private static LunSpec of(String text, String place, long sizeBytes, int blockBytes, boolean readOnly) {
        require(blockBytes == 512 || blockBytes == 4096, "the block size is 512 or 4096");
        if (place.startsWith(RAM)) {
            require(!readOnly && sizeBytes == 0, "memory is neither read-only nor sized apart");
            long ramBytes = Sizes.parse(place.substring(RAM.length()));
            require(ramBytes >= blockBytes, "it holds no block");
            return new LunSpec(text, "", ramBytes, blockBytes, false);
        }
        require(place.startsWith(FILE) && place.length() > FILE.length(), "it is neither file: nor ram:");
        return new LunSpec(text, place.substring(FILE.length()), sizeBytes, blockBytes, readOnly);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    /** Opens its backstore; blocks. */
    Backstore open() {
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
            throw failed(CliException.messageOf(e), e);
        }
    }

    private CliException failed(String why, Exception cause) {
        return new CliException(ExitCodes.FAILED, "cannot serve " + text + ": " + why, cause);
    }
}
