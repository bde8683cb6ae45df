package io.isere.vertx.testing;

import io.isere.vertx.IsereDevice;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.SplittableRandom;

/**
 * Random reads and writes of 512 bytes to 1 MiB, a number of them under way at a time, on a part of a device, by one way to
 * it or several. It remembers which version of its pattern every block holds; every read is checked against that. No two commands that overlap are
 * under way together, for what they do to each other is not defined. Runs on the session's loop.
 */
public final class RandomIo {
    private static final int MAX_BYTES = 1 << 20;

    private final IsereDevice device;
    private final IsereDevice[] ways;
    private final SplittableRandom random;
    private final long seed;
    private final int firstBlock;
    private final int blockBytes;
    private final int[] versions;
    private final BitSet busy;
    private final Promise<Void> done = Promise.promise();
    private int left;
    private int underWay;
    private int lastVersion;
    private Throwable failure;

    /** On {@code blocks} blocks from {@code firstBlock} on, which hold zeros. */
    public RandomIo(IsereDevice device, long seed, int firstBlock, int blocks) {
        this(new IsereDevice[] {device}, seed, firstBlock, blocks);
    }

    /** The same by several sessions of one loop: each command goes by any of them. */
    public RandomIo(IsereDevice[] ways, long seed, int firstBlock, int blocks) {
        this.ways = ways.clone();
        device = ways[0];
        this.seed = seed;
        this.firstBlock = firstBlock;
        random = new SplittableRandom(seed);
        blockBytes = device.blockBytes();
        versions = new int[blocks];
        busy = new BitSet(blocks);
    }

    /** Runs so many commands, {@code depth} at a time; fails at the first that fails or reads wrong data. */
    public Future<Void> run(int commands, int depth) {
        left = commands;
        for (int i = 0; i < depth; i++) {
            ByteBuffer buffer = device.buffer(MAX_BYTES);
            device.execute(() -> next(buffer));
        }
        return done.future();
    }

    /** Ends a run early: no command begins any more. */
    public void stop() {
        device.execute(() -> left = 0);
    }

    private void next(ByteBuffer buffer) {
        if (left == 0 || failure != null) {
            device.release(buffer);
            if (underWay == 0) {
                finish();
            }
            return;
        }
        left--;
        underWay++;
        int maxShift = Integer.numberOfTrailingZeros(MAX_BYTES / blockBytes);
        int blocks = 1 + random.nextInt(1 << random.nextInt(maxShift + 1));
        int first = freePlace(blocks);
        busy.set(first, first + blocks);
        Future<?> io = random.nextBoolean() ? write(buffer, first, blocks) : read(buffer, first, blocks);
        io.onComplete(result -> {
            underWay--;
            busy.clear(first, first + blocks);
            if (result.failed() && failure == null) {
                failure = result.cause();
            }
            next(buffer);
        });
    }

    private IsereDevice anyWay() {
        return ways[random.nextInt(ways.length)];
    }

    private int freePlace(int blocks) {
        while (true) {
            int first = random.nextInt(versions.length - blocks);
            int nextBusy = busy.nextSetBit(first);
            if (nextBusy < 0 || nextBusy >= first + blocks) {
                return first;
            }
        }
    }

    private Future<?> write(ByteBuffer buffer, int first, int blocks) {
        int version = ++lastVersion;
        for (int block = 0; block < blocks; block++) {
            versions[first + block] = version;
            for (int i = 0; i < blockBytes; i += Long.BYTES) {
                buffer.putLong(block * blockBytes + i, word(first + block, version, i));
            }
        }
        return anyWay().write(firstBlock + first, blocks, buffer);
    }

    private Future<?> read(ByteBuffer buffer, int first, int blocks) {
        return anyWay().read(firstBlock + first, blocks, buffer).map(result -> {
            for (int block = 0; block < blocks; block++) {
                check(buffer, block * blockBytes, first + block);
            }
            return result;
        });
    }

    private void check(ByteBuffer buffer, int offset, int block) {
        int version = versions[block];
        for (int i = 0; i < blockBytes; i += Long.BYTES) {
            long expected = version == 0 ? 0 : word(block, version, i);
            if (buffer.getLong(offset + i) != expected) {
                throw new AssertionError("seed " + seed + ": block " + (firstBlock + block) + ", byte " + i
                        + ": not version " + version + " but " + Long.toHexString(buffer.getLong(offset + i)));
            }
        }
    }

    private long word(int block, int version, int offset) {
        long word = seed + ((long) (firstBlock + block) << 32) + ((long) version << 12) + offset;
        word = (word ^ word >>> 30) * 0xBF58476D1CE4E5B9L;
        return word ^ word >>> 27;
    }

    private void finish() {
        if (failure == null) {
            done.tryComplete();
        } else {
            done.tryFail(failure);
        }
    }
}
