package io.isere.scsi.backstore.file;

import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.backstore.BackstoreOp;
import io.isere.scsi.backstore.BackstoreStatus;
import io.isere.scsi.task.DataSegments;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out single requests on a file. Used by all I/O threads at once; blocks; allocates a view of each segment's
 * slab.
 */
final class FileIo {
    private static final Logger LOG = LoggerFactory.getLogger(FileIo.class);
    private static final byte[] ZEROS = new byte[4096];
    private static final ByteBuffer ZERO_PIECE =
            ByteBuffer.allocateDirect(1 << 20).asReadOnlyBuffer();

    private final Path path;
    private final FileChannel channel;
    private final boolean readOnly;
    private final ForceGate gate;

    FileIo(Path path, FileChannel channel, boolean readOnly) {
        this.path = path;
        this.channel = channel;
        this.readOnly = readOnly;
        gate = new ForceGate(channel);
    }

    /** Does what {@code io} asks. Never throws: whatever goes wrong is logged and becomes a status. */
    BackstoreStatus execute(BackstoreIo io) {
        try {
            switch (io.op()) {
                case READ -> read(io.offsetBytes(), io.segments());
                case WRITE -> {
                    if (readOnly) {
                        return BackstoreStatus.READ_ONLY;
                    }
                    write(io.offsetBytes(), io.segments());
                    if (io.fua()) {
                        gate.force();
                    }
                }
                case FLUSH -> flush();
                case UNMAP -> {
                    if (readOnly) {
                        return BackstoreStatus.READ_ONLY;
                    }
                    writeZeros(io.offsetBytes(), io.lengthBytes());
                }
                case CHANGE_KEY -> {
                    return BackstoreStatus.WRITE_ERROR;
                }
            }
            return BackstoreStatus.OK;
        } catch (ClosedChannelException e) {
            return BackstoreStatus.CLOSED;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            LOG.warn("{} of {} bytes at {} of {} failed", io.op(), io.lengthBytes(), io.offsetBytes(), path, e);
            return statusOf(io.op(), e);
        }
    }

    /** Makes everything written so far stable. */
    void flush() throws IOException {
        if (!readOnly) {
            gate.force();
        }
    }

    /** The JDK tells a full disk from other errors by the system's message only. */
    static BackstoreStatus statusOf(BackstoreOp op, Throwable failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        if (message.contains("no space left") || message.contains("quota exceeded")) {
            return BackstoreStatus.NO_SPACE;
        }
        return op == BackstoreOp.READ ? BackstoreStatus.READ_ERROR : BackstoreStatus.WRITE_ERROR;
    }

    private void read(long offsetBytes, DataSegments segments) throws IOException {
        long at = offsetBytes;
        for (int index = 0; index < segments.count(); index++) {
            ByteBuffer view = view(segments, index);
            int readBytes = 0;
            while (view.hasRemaining() && readBytes >= 0) {
                readBytes = channel.read(view, at + view.position() - segments.offsetBytes(index));
            }
            fillWithZeros(view);
            at += segments.lengthBytes(index);
        }
    }

    private void write(long offsetBytes, DataSegments segments) throws IOException {
        long at = offsetBytes;
        for (int index = 0; index < segments.count(); index++) {
            ByteBuffer view = view(segments, index);
            while (view.hasRemaining()) {
                at += channel.write(view, at);
            }
        }
    }

    /** All that the JDK can do for an UNMAP. */
    private void writeZeros(long offsetBytes, int lengthBytes) throws IOException {
        long at = offsetBytes;
        long end = offsetBytes + lengthBytes;
        while (at < end) {
            ByteBuffer view = ZERO_PIECE.duplicate();
            at += channel.write(view.limit((int) Math.min(view.capacity(), end - at)), at);
        }
    }

    /** Own position and limit over the slab's memory, which other threads use too. */
    private static ByteBuffer view(DataSegments segments, int index) {
        int offset = segments.offsetBytes(index);
        return segments.slab(index)
                .duplicate()
                .clear()
                .limit(offset + segments.lengthBytes(index))
                .position(offset);
    }

    /** What lies beyond the end of the file reads as zeros. */
    private static void fillWithZeros(ByteBuffer view) {
        while (view.hasRemaining()) {
            view.put(ZEROS, 0, Math.min(ZEROS.length, view.remaining()));
        }
    }
}
