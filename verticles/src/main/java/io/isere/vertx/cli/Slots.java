package io.isere.vertx.cli;

import io.isere.scsi.initiator.ScsiResult;
import io.isere.vertx.IsereDevice;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A ring of registered buffers, each with at most one command under way, so that several are with the target at a time and
 * end in the order they began. For one thread, which is no event loop.
 */
final class Slots {
    /** Bytes of a command: few enough for every target, enough to forget what a command costs. */
    private static final int CHUNK_BYTES = 1 << 20;

    private final IsereDevice device;
    private final Slot[] ring;
    private final int chunkBytes;
    private int next;

    /** One buffer and its command. */
    static final class Slot {
        final ByteBuffer buffer;
        /** Bytes of data in it, or to be read into it. */
        int bytes;

        private @Nullable Future<ScsiResult> pending;

        Slot(ByteBuffer buffer) {
            this.buffer = buffer;
        }

        boolean isBusy() {
            return pending != null;
        }

        void begin(Future<ScsiResult> command) {
            pending = command;
        }

        /** Waits for its command, if there is one. */
        void await() {
            Future<ScsiResult> command = pending;
            if (command != null) {
                pending = null;
                Waiting.await(command);
            }
        }
    }

    Slots(IsereDevice device, int count) {
        this.device = device;
        long maxBytes = (long) device.geometry().maxTransferBlocks() * device.blockBytes();
        chunkBytes = (int) Math.min(CHUNK_BYTES, maxBytes);
        ring = new Slot[count];
        for (int i = 0; i < count; i++) {
            ring[i] = new Slot(device.buffer(chunkBytes));
        }
    }

    /** Bytes of a buffer, a whole number of blocks. */
    int chunkBytes() {
        return chunkBytes;
    }

    /** The slot whose command began longest ago. */
    Slot oldest() {
        Slot slot = ring[next];
        next = (next + 1) % ring.length;
        return slot;
    }

    /** Waits until nothing is under way. */
    void awaitAll() {
        for (int i = 0; i < ring.length; i++) {
            oldest().await();
        }
    }

    /** Gives the buffers back; nothing is under way. */
    void release() {
        for (Slot slot : ring) {
            device.release(slot.buffer);
        }
    }
}
