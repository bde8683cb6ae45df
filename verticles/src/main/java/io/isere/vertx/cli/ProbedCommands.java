package io.isere.vertx.cli;

import io.isere.scsi.cdb.ReservationType;
import io.isere.scsi.initiator.Comparison;
import io.isere.scsi.initiator.ReservationConflictException;
import io.isere.scsi.initiator.ScsiException;
import io.isere.scsi.initiator.WriteSameOption;
import io.isere.vertx.IsereDevice;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Tries what a disk has beyond READ and WRITE on its last blocks, and sees whether the answers are right. Used by the main
 * thread.
 */
final class ProbedCommands {
    private static final int BYTES = 1 << 20;
    private static final int DIFFERS_AT = 1000;
    private static final long KEY = 0x6973_6572_6501L;

    private final IsereDevice device;
    private final IsereDevice other;
    private final Consumer<String> say;
    private final int blocks;
    private final long lba;
    private final ByteBuffer data;
    private final ByteBuffer block;

    /** @param other the same disk in another session, or {@code device} once more */
    ProbedCommands(IsereDevice device, IsereDevice other, Consumer<String> say) {
        this.device = device;
        this.other = other;
        this.say = say;
        blocks = (int) Math.min(BYTES / device.blockBytes(), device.geometry().blockCount());
        lba = device.geometry().blockCount() - blocks;
        data = device.buffer(blocks * device.blockBytes());
        block = device.buffer(device.blockBytes());
    }

    void run() {
        byte[] random = new byte[data.capacity()];
        new SplittableRandom(1).nextBytes(random);
        data.put(0, random);
        await(device.write(lba, blocks, data));
        attempt("VERIFY", () -> {
            await(device.verify(lba, blocks));
            return "the medium is readable";
        });
        attempt("VERIFY with data", this::compare);
        attempt("COMPARE AND WRITE", this::compareAndWrite);
        attempt("SYNCHRONIZE CACHE", () -> {
            await(device.flush(lba, blocks));
            return "of " + blocks + " blocks";
        });
        attempt("WRITE SAME", this::writeSame);
        attempt("WRITE SAME with UNMAP", this::writeSameUnmapping);
        attempt("UNMAP", this::unmap);
        attempt("GET LBA STATUS", () -> await(device.lbaStatus(lba, blocks)).toString());
        attempt("PERSISTENT RESERVE", this::reserve);
    }

    private void attempt(String what, Supplier<String> command) {
        String answer;
        try {
            answer = command.get();
        } catch (CliException e) {
            answer = notSupported(e)
                    .orElseThrow(() -> new CliException(ExitCodes.FAILED, what + ": " + e.getMessage(), e.getCause()));
        }
        say.accept(what + ": " + answer);
    }

    /** What a disk that does not have a command says of it; empty: it is something else. */
    private static Optional<String> notSupported(CliException failure) {
        Throwable cause = failure.getCause();
        boolean absent = cause instanceof UnsupportedOperationException
                || (cause instanceof ScsiException scsi && scsi.isIllegalRequest());
        return absent ? Optional.of("not supported, " + failure.getMessage()) : Optional.empty();
    }

    private String compare() {
        require(await(device.compare(lba, blocks, data)).equal(), "the same data is said to differ");
        flip();
        Comparison differing = await(device.compare(lba, blocks, data));
        flip();
        return "differing " + place(differing);
    }

    private void flip() {
        data.put(DIFFERS_AT, (byte) ~data.get(DIFFERS_AT));
    }

    private static String place(Comparison comparison) {
        require(!comparison.equal(), "different data is said to be the same");
        if (comparison.mismatchAtBytes() == Comparison.UNKNOWN) {
            return "data is found, but not where it differs";
        }
        require(comparison.mismatchAtBytes() == DIFFERS_AT, "a wrong place: " + comparison);
        return "data is found at byte " + comparison.mismatchAtBytes();
    }

    private String compareAndWrite() {
        int few = Math.min(blocks, DIFFERS_AT / device.blockBytes() + 1);
        int bytes = few * device.blockBytes();
        ByteBuffer replacement = ByteBuffer.allocateDirect(bytes).put(0, data, 0, bytes);
        replacement.put(0, (byte) ~data.get(0));
        require(await(device.compareAndWrite(lba, few, data, replacement)).equal(), "the same data is said to differ");
        requireBlock(replacement);
        data.put(0, replacement, 0, bytes);
        flip();
        Comparison differing = await(device.compareAndWrite(lba, few, data, ByteBuffer.allocateDirect(bytes)));
        flip();
        requireBlock(replacement);
        return "written if equal; differing " + place(differing);
    }

    private String writeSame() {
        byte[] same = new byte[device.blockBytes()];
        Arrays.fill(same, (byte) 0x3C);
        block.put(0, same);
        await(device.writeSame(lba, blocks, block));
        requireBlock(ByteBuffer.wrap(same));
        return blocks + " blocks";
    }

    private String writeSameUnmapping() {
        block.put(0, new byte[device.blockBytes()]);
        await(device.writeSame(lba, blocks, block, WriteSameOption.UNMAP));
        requireBlock(ByteBuffer.allocate(device.blockBytes()));
        return blocks + " blocks, which read as zeros";
    }

    private String unmap() {
        await(device.write(lba, blocks, data));
        await(device.unmap(lba, blocks));
        return blocks + " blocks";
    }

    private String reserve() {
        await(device.reservations().registerAnyway(KEY, false));
        await(device.reservations().reserve(KEY, ReservationType.WRITE_EXCLUSIVE));
        String refused = "";
        try {
            require(await(device.reservations().reservation()).isPresent(), "no reservation is told of");
            refused = other.equals(device) ? "" : "; the other session " + write();
        } finally {
            await(device.reservations().release(KEY, ReservationType.WRITE_EXCLUSIVE));
            await(device.reservations().unregister(KEY));
        }
        return "reserved and released" + refused;
    }

    private String write() {
        try {
            await(other.write(lba, 1, other.buffer(other.blockBytes())));
        } catch (CliException e) {
            if (e.getCause() instanceof ReservationConflictException) {
                return "was refused";
            }
            throw e;
        }
        throw new CliException(ExitCodes.FAILED, "another session wrote to what is reserved", null);
    }

    private void requireBlock(ByteBuffer expected) {
        await(device.read(lba, 1, block));
        require(block.mismatch(expected.slice(0, device.blockBytes())) < 0, "other data is read than was written");
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new CliException(ExitCodes.FAILED, otherwise, null);
        }
    }

    private static <T> T await(Future<T> future) {
        return Waiting.await(future);
    }
}
