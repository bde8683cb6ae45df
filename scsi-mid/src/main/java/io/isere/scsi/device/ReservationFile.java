package io.isere.scsi.device;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.isere.scsi.cdb.ReservationType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Registrations and reservation in a text file, for APTPL: {@code key <hexadecimal> <name>} and {@code reserved <type>
 * <name>}, a line each. Replaced as a whole and forced, so a loss of power leaves the old or the new one. Reading and saving
 * block.
 */
final class ReservationFile {
    private static final String KEY = "key";
    private static final String RESERVED = "reserved";
    private static final int FIELDS = 3;
    private static final int HEX = 16;

    private static final int IDLE_SECONDS = 5;

    private final Path path;
    private final ThreadPoolExecutor writer;

    ReservationFile(Path path) {
        this.path = path;
        writer = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
            Thread thread = new Thread(work, "isere-reservations-" + path.getFileName());
            thread.setDaemon(true);
            return thread;
        });
        writer.allowCoreThreadTimeOut(true);
    }

    /** Runs work that blocks, one after the other, on a thread of the file's own, which ends when there is none. */
    void execute(Runnable work) {
        writer.execute(work);
    }

    /** What was saved last; nothing if nothing was. */
    ReservationState load() throws IOException {
        Map<String, Long> keys = new LinkedHashMap<>();
        ReservationType type = null;
        String holder = "";
        List<String> lines = Files.exists(path) ? Files.readAllLines(path, UTF_8) : List.of();
        for (String line : lines) {
            String[] fields = line.split(" ", FIELDS);
            if (fields.length == FIELDS && fields[0].equals(KEY)) {
                keys.put(fields[2], Long.parseUnsignedLong(fields[1], HEX));
            } else if (fields.length == FIELDS && fields[0].equals(RESERVED)) {
                type = typeOf(fields[1]);
                holder = fields[2];
            } else {
                throw new IOException(path + " is no file of reservations: " + line);
            }
        }
        return new ReservationState(0, !keys.isEmpty(), keys, type, holder);
    }

    private static @Nullable ReservationType typeOf(String code) {
        return ReservationType.of(Integer.parseInt(code));
    }

    /** Saves what persists of {@code state}: with APTPL everything, else nothing. */
    void save(ReservationState state) throws IOException {
        Path next = path.resolveSibling(path.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer text = UTF_8.encode(state.aptpl() ? text(state) : "");
            while (text.hasRemaining()) {
                channel.write(text);
            }
            channel.force(true);
        }
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String text(ReservationState state) {
        StringBuilder text = new StringBuilder();
        state.keys()
                .forEach((name, key) -> text.append(KEY + ' ')
                        .append(Long.toHexString(key))
                        .append(' ')
                        .append(name)
                        .append('\n'));
        ReservationType type = state.type();
        if (type != null) {
            text.append(RESERVED + ' ')
                    .append(type.code())
                    .append(' ')
                    .append(state.holder())
                    .append('\n');
        }
        return text.toString();
    }
}
