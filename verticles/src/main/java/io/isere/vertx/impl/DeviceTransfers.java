package io.isere.vertx.impl;

import io.isere.scsi.initiator.BlockDevice;
import io.isere.scsi.initiator.BlockGeometry;
import io.isere.scsi.initiator.ScsiResult;
import io.isere.scsi.initiator.TransferGroup;
import io.isere.scsi.task.DataSegments;
import io.isere.vertx.Cancellation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.util.concurrent.CancellationException;

/**
 * Reads and writes of a device with all kinds of memory. What lies in registered memory goes as it is; a
 * ByteBuffer of other memory is copied by the session, a piece for each command, other kinds of buffers here, through memory
 * registered for the call.
 *
 * <p>Any thread; the work is done on the session's loop. A call allocates a few small objects besides what it copies
 * through.
 */
final class DeviceTransfers {
    private final Session session;
    private final BlockDevice device;

    DeviceTransfers(Session session, BlockDevice device) {
        this.session = session;
        this.device = device;
    }

    Future<ScsiResult> run(boolean write, long lba, int blocks, ByteBuffer buffer, Cancellation cancellation) {
        return session.call(() -> {
            int bytes = checkedBytes(blocks, buffer.remaining());
            DataSegments data = new DataSegments();
            if (!session.memory().add(buffer, buffer.position(), bytes, data)) {
                data.add(buffer, buffer.position(), bytes);
            }
            return run(write, lba, blocks, data, cancellation);
        });
    }

    Future<ScsiResult> read(long lba, int blocks, ByteBuf into, Cancellation cancellation) {
        return session.call(() -> {
            int bytes = checkedBytes(blocks, into.maxWritableBytes());
            into.ensureWritable(bytes);
            DataSegments data = new DataSegments();
            Future<ScsiResult> read;
            if (session.memory().add(into, into.writerIndex(), bytes, data)) {
                read = run(false, lba, blocks, data, cancellation)
                        .onSuccess(done -> into.writerIndex(into.writerIndex() + bytes));
            } else {
                ByteBuffer through = ByteBuffer.allocateDirect(bytes);
                read = runThrough(false, lba, blocks, through, cancellation)
                        .onSuccess(done -> into.writeBytes(through));
            }
            return read;
        });
    }

    Future<ScsiResult> write(long lba, ByteBuf from, Cancellation cancellation) {
        return session.call(() -> {
            int bytes = from.readableBytes();
            int blocks = wholeBlocks(bytes);
            DataSegments data = new DataSegments();
            if (session.memory().add(from, from.readerIndex(), bytes, data)) {
                return run(true, lba, blocks, data, cancellation);
            }
            ByteBuffer through = ByteBuffer.allocateDirect(bytes);
            from.getBytes(from.readerIndex(), through.duplicate());
            return runThrough(true, lba, blocks, through, cancellation);
        });
    }

    Future<Buffer> readNew(long lba, int blocks, Cancellation cancellation) {
        return session.call(() -> {
            ByteBuffer into = ByteBuffer.allocateDirect(checkedBytes(blocks, Integer.MAX_VALUE));
            return runThrough(false, lba, blocks, into, cancellation)
                    .map(done -> BufferInternal.buffer(Unpooled.wrappedBuffer(into)));
        });
    }

    /** Through memory that is registered for this one call. */
    private Future<ScsiResult> runThrough(
            boolean write, long lba, int blocks, ByteBuffer through, Cancellation cancellation) {
        SessionMemory memory = session.memory();
        memory.register(through);
        DataSegments data = new DataSegments();
        data.add(through, 0, through.capacity());
        try {
            return run(write, lba, blocks, data, cancellation).onComplete(ended -> memory.release(through));
        } catch (RuntimeException e) {
            memory.release(through);
            throw e;
        }
    }

    private Future<ScsiResult> run(boolean write, long lba, int blocks, DataSegments data, Cancellation cancellation) {
        TransferGroup group = new TransferGroup();
        Runnable cancel = () -> session.loop().run(group::cancel);
        cancellation.onCancel(cancel);
        try {
            return (write ? device.write(lba, blocks, data, group) : device.read(lba, blocks, data, group))
                    .transform(ended -> {
                        cancellation.forget(cancel);
                        // Its end may have been faster than the call that brings the cancellation here.
                        if (ended.succeeded() && cancellation.isCancelled()) {
                            return Future.failedFuture(new CancellationException("the transfer was cancelled"));
                        }
                        return ended.succeeded()
                                ? Future.succeededFuture(ended.result())
                                : Future.failedFuture(ended.cause());
                    });
        } catch (RuntimeException e) {
            cancellation.forget(cancel);
            throw e;
        }
    }

    private int checkedBytes(int blocks, int roomBytes) {
        long bytes = (long) blocks * device.geometry().blockBytes();
        if (blocks < 0 || bytes > roomBytes) {
            throw new IllegalArgumentException(
                    blocks + " blocks need " + bytes + " bytes, there is room for " + roomBytes);
        }
        return (int) bytes;
    }

    private int wholeBlocks(int bytes) {
        BlockGeometry geometry = device.geometry();
        if (bytes % geometry.blockBytes() != 0) {
            throw new IllegalArgumentException(
                    bytes + " bytes are no whole blocks of " + geometry.blockBytes() + " bytes: fill up the last one");
        }
        return bytes / geometry.blockBytes();
    }
}
