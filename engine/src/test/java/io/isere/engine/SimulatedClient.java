package io.isere.engine;

import io.isere.scsi.initiator.BlockDevice;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.SubmitResult;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * One place of a simulated load: one command at a time on blocks of its own, and a model of what they must hold.
 *
 * <p>A block's word is the number of the write it came from. Of an acknowledged write the model knows the word; of one that
 * failed it knows that either word may be there, until a read or the next acknowledged write tells.
 */
final class SimulatedClient {
    static final int BLOCKS = 32;
    private static final int BLOCK_BYTES = 512;

    private final BlockDevice disk;
    private final SplittableRandom random;
    private final int firstBlock;
    private final ByteBuffer buffer;
    private final ScsiTask task = new ScsiTask();
    private final long[] known = new long[BLOCKS];
    private final long[] possible = new long[BLOCKS];
    private long lastWrite;
    private int first;
    private int blocks;
    private boolean write;
    private boolean busy;
    private int ended;
    private int failed;
    private String problem = "";

    SimulatedClient(BlockDevice disk, SplittableRandom random, int place, ByteBuffer buffer) {
        this.disk = disk;
        this.random = random;
        this.buffer = buffer;
        firstBlock = place * BLOCKS;
    }

    boolean isBusy() {
        return busy;
    }

    int ended() {
        return ended;
    }

    int failed() {
        return failed;
    }

    /** The first contradiction to the model; "" when there is none. */
    String problem() {
        return problem;
    }

    ScsiTask task() {
        return task;
    }

    /** Begins a command, whichever, unless one is under way. */
    void beginIfIdle() {
        if (!busy) {
            begin();
        }
    }

    private void begin() {
        blocks = 1 + random.nextInt(BLOCKS / 2);
        first = random.nextInt(BLOCKS - blocks + 1);
        write = random.nextBoolean();
        task.reset();
        task.clientData().add(buffer, 0, blocks * BLOCK_BYTES);
        if (write) {
            lastWrite++;
            fill(lastWrite);
            disk.prepareWrite(task, firstBlock + first, blocks, false);
        } else {
            fill(-1);
            disk.prepareRead(task, firstBlock + first, blocks);
        }
        busy = true;
        if (disk.submit(task, this::onEnded) != SubmitResult.ACCEPTED) {
            busy = false;
            report("the device is closed");
        }
    }

    private void fill(long word) {
        for (int i = 0; i < blocks * BLOCK_BYTES; i += Long.BYTES) {
            buffer.putLong(i, word < 0 ? -1 : wordOf(first + i / BLOCK_BYTES, word));
        }
    }

    /** Zero is what a disk holds that nobody has written to. */
    private long wordOf(int block, long number) {
        return number == 0 ? 0 : ((long) (firstBlock + block) << 32) + number;
    }

    private void onEnded(ScsiTask of) {
        if (!busy || of != task) {
            report("a command ended twice");
            return;
        }
        busy = false;
        ended++;
        if (!of.isGood()) {
            failed++;
        }
        for (int block = first; block < first + blocks; block++) {
            if (write) {
                onWritten(block, of.isGood());
            } else if (of.isGood()) {
                onRead(block);
            }
        }
    }

    private void onWritten(int block, boolean good) {
        possible[block] = lastWrite;
        if (good) {
            known[block] = lastWrite;
        }
    }

    private void onRead(int block) {
        int at = (block - first) * BLOCK_BYTES;
        long seen = buffer.getLong(at);
        for (int i = 0; i < BLOCK_BYTES; i += Long.BYTES) {
            if (buffer.getLong(at + i) != seen) {
                report("block " + (firstBlock + block) + " is of two writes");
                return;
            }
        }
        long number = seen == 0 ? 0 : seen - ((long) (firstBlock + block) << 32);
        boolean allowed = number == known[block] || (number > known[block] && number <= possible[block]);
        if (!allowed) {
            report("block " + (firstBlock + block) + " holds write " + number + ", acknowledged is " + known[block]
                    + ", possible up to " + possible[block]);
        }
        known[block] = number;
        possible[block] = number;
    }

    private void report(String what) {
        if (problem.isEmpty()) {
            problem = what;
        }
    }
}
