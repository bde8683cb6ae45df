package io.isere.vertx.config;

import io.isere.scsi.backstore.Backstore;
import io.isere.scsi.backstore.encrypted.EncryptedBackstore;
import io.isere.scsi.backstore.encrypted.KeyFile;
import io.isere.scsi.backstore.encrypted.MemoryKey;
import io.isere.scsi.backstore.file.FileBackstore;
import io.isere.scsi.backstore.file.FileBackstoreOptions;
import io.isere.scsi.backstore.none.NoneBackstore;
import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.scsi.device.Protection;
import io.isere.scsi.device.ProtectionType;
import io.isere.vertx.LunOptions;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A logical unit in a line: {@code file:PATH}, {@code ram:SIZE} or {@code none:SIZE}, and after it, with
 * commas, {@code bs=512|4096}, {@code physical=SIZE}, {@code max-transfer=SIZE}, {@code ro}, {@code removable},
 * {@code thin}, {@code encrypted}, {@code reservations=PATH}, {@code size=SIZE}, {@code sanitize-rate=SIZE} and
 * {@code pi=1|3}.
 *
 * @param text what was written
 * @param store what holds its blocks
 * @param path of a file; else ""
 * @param sizeBytes of ram and none, or the size a file is to be served with; 0: the file's own
 * @param protectionType 1 or 3: type of T10 protection information, for a file in another one beside it; 0: none
 * @param encrypted whether its blocks are encrypted, those of a file with the key in another one beside it
 * @param options how it is served
 */
public record LunSpec(
        String text,
        Store store,
        String path,
        long sizeBytes,
        int protectionType,
        boolean encrypted,
        LunOptions options) {
    /** The file of protection information is named as that of the blocks, and then this. */
    private static final String PROTECTION_SUFFIX = ".pi";
    /** That of the key as that of the blocks, and then this. */
    private static final String KEY_SUFFIX = ".key";
    /** What is encrypted as one; the same for all block sizes, so that a file can be served with another one. */
    private static final int ENCRYPTED_UNIT_BYTES = 512;

    private static final Set<String> FLAGS = Set.of("ro", "removable", "thin", "encrypted");
    private static final Set<String> VALUES =
            Set.of("bs", "physical", "max-transfer", "size", "reservations", "sanitize-rate", "pi");

    /** What holds the blocks. */
    public enum Store {
        FILE("file:"),
        RAM("ram:"),
        NONE("none:");

        private final String prefix;

        Store(String prefix) {
            this.prefix = prefix;
        }
    }

    /** Whether it lives in memory. */
    public boolean isRam() {
        return store == Store.RAM;
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
                            + "; want file:PATH, ram:SIZE or none:SIZE, then any of bs=4096, physical=4096, ro,"
                            + " removable, thin, encrypted, reservations=PATH, size=SIZE, max-transfer=SIZE, sanitize-rate=SIZE,"
                            + " pi=1|3 after commas",
                    e);
        }
    }

    private static LunSpec parseParts(String text) {
        Map<String, String> values = new HashMap<>();
        String place = text;
        // Options are taken from the end, so that a path may hold commas.
        for (int comma = place.lastIndexOf(','); comma >= 0; comma = place.lastIndexOf(',')) {
            String[] keyAndValue = place.substring(comma + 1).split("=", 2);
            boolean hasValue = keyAndValue.length == 2;
            if (!(hasValue ? VALUES : FLAGS).contains(keyAndValue[0])) {
                break;
            }
            values.put(keyAndValue[0], hasValue ? keyAndValue[1] : "");
            place = place.substring(0, comma);
        }
        return of(text, place, values);
    }

    private static LunSpec of(String text, String place, Map<String, String> values) {
        int blockBytes = Math.toIntExact(Sizes.parse(values.getOrDefault("bs", "512")));
        long sizeBytes = Sizes.parse(values.getOrDefault("size", "0"));
        require(blockBytes == 512 || blockBytes == 4096, "the block size is 512 or 4096");
        String type = values.getOrDefault("pi", "0");
        require(type.equals("0") || type.equals("1") || type.equals("3"), "the protection type pi= is 1 or 3");
        int protectionType = Integer.parseInt(type);
        int physicalBytes = Math.toIntExact(Sizes.parse(values.getOrDefault("physical", "0")));
        require(
                physicalBytes == 0
                        || (Integer.bitCount(physicalBytes) == 1
                                && physicalBytes >= blockBytes
                                && physicalBytes <= 1 << 20),
                "physical= is a power of two, at least the block size and at most 1m");
        long maxTransferBytes = Sizes.parse(values.getOrDefault("max-transfer", "4m"));
        require(
                maxTransferBytes >= blockBytes && maxTransferBytes <= LunOptions.MAX_TRANSFER_BYTES,
                "max-transfer= is at least a block and at most 16m");
        LunOptions options = new LunOptions()
                .setBlockBytes(blockBytes)
                .setPhysicalBlockBytes(physicalBytes)
                .setMaxTransferBytes((int) maxTransferBytes)
                .setReadOnly(values.containsKey("ro"))
                .setRemovable(values.containsKey("removable"))
                .setSanitizeBytesPerSecond(Sizes.parse(values.getOrDefault("sanitize-rate", "0")));
        String reservations = values.get("reservations");
        if (reservations != null) {
            require(!reservations.isEmpty(), "reservations= names no file");
            options.setReservationFile(Path.of(reservations));
        }
        Store store = storeOf(place);
        String rest = place.substring(store.prefix.length());
        require(!values.containsKey("thin") || store == Store.RAM, "only ram is thin: no holes can be made in a file");
        boolean encrypted = values.containsKey("encrypted");
        require(!encrypted || store != Store.NONE, "none: keeps nothing that could be encrypted");
        require(
                !encrypted || protectionType == 0,
                "encrypted does not go with pi=: guards of what is encrypted would tell of it");
        if (store == Store.FILE) {
            require(!rest.isEmpty(), "it names no file");
            return new LunSpec(text, store, rest, sizeBytes, protectionType, encrypted, options);
        }
        require(sizeBytes == 0, "the size of " + store.prefix + " stands after it; size= is for files");
        require(rest.indexOf(',') < 0, "there is no option " + rest.substring(rest.indexOf(',') + 1));
        long storeBytes = Sizes.parse(rest);
        require(storeBytes >= blockBytes, "it holds no block");
        return new LunSpec(text, store, "", storeBytes, protectionType, encrypted, options);
    }

    private static Store storeOf(String place) {
        for (Store store : Store.values()) {
            if (place.startsWith(store.prefix)) {
                return store;
            }
        }
        throw new IllegalArgumentException("it is neither file: nor ram: nor none:");
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    /** The same with paths that are relative to a folder made absolute; for one that was just read. */
    public LunSpec below(Path folder) {
        Path reservations = options.reservationFile();
        if (reservations != null) {
            options.setReservationFile(folder.resolve(reservations).normalize());
        }
        return store == Store.FILE
                ? new LunSpec(
                        text,
                        store,
                        folder.resolve(path).normalize().toString(),
                        sizeBytes,
                        protectionType,
                        encrypted,
                        options)
                : this;
    }

    /** Whether it says the same of the same place. */
    @Override
    public boolean equals(Object other) {
        return other instanceof LunSpec spec && text.equals(spec.text) && path.equals(spec.path);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /**
     * Opens its backstore, and that of its protection information, which the options then name; blocks.
     *
     * @throws IOException with what was wrong and what to do about it
     */
    public Backstore open() throws IOException {
        Backstore blocks = encrypted ? encrypted(open(path, sizeBytes)) : open(path, sizeBytes);
        if (protectionType != 0) {
            long tuplesBytes = blocks.capacityBytes() / options.blockBytes() * ProtectionType.TUPLE_BYTES;
            try {
                Backstore tuples = open(path + PROTECTION_SUFFIX, tuplesBytes);
                options.setProtection(new Protection(ProtectionType.of(protectionType), tuples));
            } catch (IOException e) {
                blocks.close();
                throw e;
            }
        }
        return blocks;
    }

    /** A file that holds nothing yet gets a key; one that holds something must have its own. */
    private Backstore encrypted(Backstore blocks) throws IOException {
        try {
            return new EncryptedBackstore(blocks, ENCRYPTED_UNIT_BYTES, isRam() ? new MemoryKey() : keyFile());
        } catch (IOException e) {
            blocks.close();
            throw failed(String.valueOf(e.getMessage()), e);
        }
    }

    private KeyFile keyFile() throws IOException {
        Path file = Path.of(path);
        boolean isNew = Files.isRegularFile(file) && Files.size(file) == 0 && !options.readOnly();
        return KeyFile.open(Path.of(path + KEY_SUFFIX), isNew);
    }

    private Backstore open(String filePath, long bytes) throws IOException {
        return switch (store) {
            case RAM -> new RamBackstore(bytes);
            case NONE -> new NoneBackstore(bytes);
            case FILE -> openFile(filePath, bytes);
        };
    }

    private Backstore openFile(String filePath, long bytes) throws IOException {
        FileBackstoreOptions fileOptions =
                new FileBackstoreOptions().readOnly(options.readOnly()).sizeBytes(bytes);
        try {
            return FileBackstore.open(Path.of(filePath), fileOptions);
        } catch (NoSuchFileException e) {
            throw failed("there is no such file; to make one, add a size: file:" + filePath + ",size=1g", e);
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
