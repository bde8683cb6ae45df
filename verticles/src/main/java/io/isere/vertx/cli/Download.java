package io.isere.vertx.cli;

import io.isere.vertx.IsereDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/** Copies bytes of a device to a stream, with several commands under way. Used once, by the main thread. */
final class Download {
    private final IsereDevice device;
    private final Slots slots;
    private final Sha256 digest = new Sha256();
    private final Progress progress;

    Download(IsereDevice device, int depth, Progress progress) {
        this.device = device;
        this.progress = progress;
        slots = new Slots(device, depth);
    }

    /**
     * Copies.
     *
     * @param sink null: the bytes are only digested
     * @param offsetBytes where on the device, a multiple of the block size
     * @param bytes how many
     */
    void run(@Nullable WritableByteChannel sink, long offsetBytes, long bytes) throws IOException {
        long asked = 0;
        long written = 0;
        while (written < bytes) {
            Slots.Slot slot = slots.oldest();
            if (slot.isBusy()) {
                slot.await();
                take(slot, sink);
                written += slot.bytes;
                progress.add(slot.bytes);
            }
            if (asked < bytes) {
                asked += read(slot, offsetBytes + asked, bytes - asked);
            }
        }
        slots.release();
    }

    /** The digest of what was copied. */
    String sha256() {
        return digest.hex();
    }

    private int read(Slots.Slot slot, long offsetBytes, long leftBytes) {
        int blockBytes = device.blockBytes();
        slot.bytes = (int) Math.min(slots.chunkBytes(), leftBytes);
        int blocks = (slot.bytes + blockBytes - 1) / blockBytes;
        slot.begin(device.read(offsetBytes / blockBytes, blocks, slot.buffer));
        return slot.bytes;
    }

    private void take(Slots.Slot slot, @Nullable WritableByteChannel sink) throws IOException {
        digest.update(slot.buffer, slot.bytes);
        if (sink != null) {
            ByteBuffer data = slot.buffer.slice(0, slot.bytes);
            while (data.hasRemaining()) {
                sink.write(data);
            }
        }
    }
}
