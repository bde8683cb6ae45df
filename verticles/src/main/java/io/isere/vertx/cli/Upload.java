package io.isere.vertx.cli;

import io.isere.vertx.IsereDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** Copies a stream of bytes onto a device, with several commands under way. Used once, by the main thread. */
final class Upload {
    private final IsereDevice device;
    private final Slots slots;
    private final Sha256 digest = new Sha256();
    private final Progress progress;

    Upload(IsereDevice device, int depth, Progress progress) {
        this.device = device;
        this.progress = progress;
        slots = new Slots(device, depth);
    }

    /**
     * Copies until the source ends.
     *
     * @param offsetBytes where on the device, a multiple of the block size
     * @param maxBytes most bytes to copy
     * @return bytes copied
     */
    long run(ReadableByteChannel source, long offsetBytes, long maxBytes) throws IOException {
        long doneBytes = 0;
        boolean more = true;
        while (more) {
            Slots.Slot slot = slots.oldest();
            slot.await();
            int wantedBytes = (int) Math.min(slots.chunkBytes(), maxBytes - doneBytes);
            int bytes = fill(slot.buffer, source, wantedBytes);
            more = bytes == wantedBytes && bytes > 0;
            if (bytes > 0) {
                digest.update(slot.buffer, bytes);
                write(slot, offsetBytes + doneBytes, bytes);
                doneBytes += bytes;
                progress.add(bytes);
            }
        }
        slots.awaitAll();
        slots.release();
        return doneBytes;
    }

    /** The digest of what was copied. */
    String sha256() {
        return digest.hex();
    }

    private static int fill(ByteBuffer buffer, ReadableByteChannel source, int bytes) throws IOException {
        buffer.clear().limit(bytes);
        while (buffer.hasRemaining() && source.read(buffer) >= 0) {
            // A pipe gives what it has.
        }
        int filled = buffer.position();
        buffer.clear();
        return filled;
    }

    private void write(Slots.Slot slot, long offsetBytes, int bytes) {
        int blockBytes = device.blockBytes();
        int blocks = (bytes + blockBytes - 1) / blockBytes;
        int beyondBytes = blocks * blockBytes - bytes;
        if (beyondBytes > 0) {
            keepRestOfLastBlock(slot.buffer, offsetBytes / blockBytes + blocks - 1, bytes, beyondBytes);
        }
        slot.begin(device.write(offsetBytes / blockBytes, blocks, slot.buffer));
    }

    /** What lies behind the data in its last block stays what it is. */
    private void keepRestOfLastBlock(ByteBuffer buffer, long lba, int bytes, int beyondBytes) {
        ByteBuffer block = device.buffer(device.blockBytes());
        Waiting.await(device.read(lba, 1, block));
        buffer.put(bytes, block, device.blockBytes() - beyondBytes, beyondBytes);
        device.release(block);
    }
}
