package io.isere.engine;

import io.isere.scsi.initiator.BlockDevice;
import io.isere.scsi.task.ScsiTask;
import java.nio.ByteBuffer;
import java.util.Random;

/** Commands on blocks that no other outstanding command touches, so that what a read must return is known. */
final class VerifiedLoad {
    /** Size of the disk it runs on. */
    static final int DISK_BYTES = 16 << 20;

    private static final int DEPTH = 32;
    private static final int SLICE_BLOCKS = DISK_BYTES / 512 / DEPTH;
    private static final int MAX_BLOCKS = Math.min(2048, SLICE_BLOCKS);

    private final EngineRig rig;
    private final BlockDevice disk;
    private final Random random;
    private final byte[] model = new byte[DISK_BYTES];
    private final StringBuilder problems = new StringBuilder();
    private int left;
    private int active;

    VerifiedLoad(EngineRig rig, BlockDevice disk, long seed) {
        this.rig = rig;
        this.disk = disk;
        random = new Random(seed);
    }

    void run(int commands) {
        left = commands;
        for (int i = 0; i < DEPTH; i++) {
            next(
                    i,
                    new ScsiTask(),
                    i % 4 == 3 ? ByteBuffer.allocate(MAX_BLOCKS * 512) : rig.registered(MAX_BLOCKS * 512));
        }
        rig.until("all commands have ended", () -> active == 0 && left <= 0);
    }

    String problems() {
        return problems.toString();
    }

    private void next(int slice, ScsiTask task, ByteBuffer buffer) {
        if (left-- <= 0) {
            return;
        }
        int blocks = Math.max(1, random.nextBoolean() ? random.nextInt(MAX_BLOCKS) : random.nextInt(16));
        int first = slice * SLICE_BLOCKS + random.nextInt(SLICE_BLOCKS - blocks + 1);
        boolean write = random.nextBoolean();
        int bytes = blocks * 512;
        task.reset();
        task.clientData().add(buffer, 0, bytes);
        if (write) {
            random.nextBytes(scratch(bytes));
            System.arraycopy(scratch, 0, model, first * 512, bytes);
            buffer.put(0, model, first * 512, bytes);
            disk.prepareWrite(task, first, blocks, random.nextInt(16) == 0);
        } else {
            disk.prepareRead(task, first, blocks);
        }
        active++;
        disk.submit(task, ended -> {
            active--;
            if (!ended.isGood()) {
                problems.append(ended).append('\n');
            } else if (!write && !matches(buffer, first * 512, bytes)) {
                problems.append("wrong data in ").append(ended).append('\n');
            }
            next(slice, task, buffer);
        });
    }

    private byte[] scratch = new byte[0];

    private byte[] scratch(int bytes) {
        scratch = scratch.length == bytes ? scratch : new byte[bytes];
        return scratch;
    }

    private boolean matches(ByteBuffer buffer, int modelOffset, int bytes) {
        return buffer.duplicate().clear().limit(bytes).equals(ByteBuffer.wrap(model, modelOffset, bytes));
    }
}
