package io.isere.vertx.impl;

import io.isere.scsi.initiator.BlockDevice;
import io.isere.scsi.initiator.BlockExtent;
import io.isere.scsi.initiator.BlockGeometry;
import io.isere.scsi.initiator.BlockLimits;
import io.isere.scsi.initiator.Comparison;
import io.isere.scsi.initiator.InquiryData;
import io.isere.scsi.initiator.LbaStatus;
import io.isere.scsi.initiator.ReservationClient;
import io.isere.scsi.initiator.Sanitizing;
import io.isere.scsi.initiator.ScsiResult;
import io.isere.scsi.initiator.WriteSameOption;
import io.isere.scsi.task.ScsiCompletion;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.SubmitResult;
import io.isere.scsi.task.TaskManagementFunction;
import io.isere.scsi.task.TaskManagementResult;
import io.isere.vertx.Cancellation;
import io.isere.vertx.IsereDevice;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The API's view of a block device of a session: the convenient calls hop to its loop, the hot ones are there already. */
final class Device implements IsereDevice {
    private final Session session;
    private final int lun;
    private final BlockDevice device;
    private final DeviceTransfers transfers;

    Device(Session session, int lun, BlockDevice device) {
        this.session = session;
        this.lun = lun;
        this.device = device;
        transfers = new DeviceTransfers(session, device);
    }

    @Override
    public BlockGeometry geometry() {
        return device.geometry();
    }

    @Override
    public BlockLimits limits() {
        return device.limits();
    }

    @Override
    public int queueDepth() {
        return session.queueDepth();
    }

    @Override
    public ByteBuffer buffer(int bytes) {
        return session.registered(bytes);
    }

    @Override
    public void release(ByteBuffer buffer) {
        session.release(buffer);
    }

    @Override
    public ByteBuf byteBuf(int bytes) {
        return Unpooled.wrappedBuffer(session.registered(bytes)).clear();
    }

    @Override
    public Future<ScsiResult> read(long lba, int blocks, ByteBuffer buffer, Cancellation cancellation) {
        return transfers.run(false, lba, blocks, buffer, cancellation);
    }

    @Override
    public Future<ScsiResult> write(long lba, int blocks, ByteBuffer buffer, Cancellation cancellation) {
        return transfers.run(true, lba, blocks, buffer, cancellation);
    }

    @Override
    public Future<Buffer> read(long lba, int blocks, Cancellation cancellation) {
        return transfers.readNew(lba, blocks, cancellation);
    }

    @Override
    public Future<ScsiResult> write(long lba, Buffer data, Cancellation cancellation) {
        return transfers.write(lba, ((BufferInternal) data).getByteBuf(), cancellation);
    }

    @Override
    public Future<ScsiResult> read(long lba, int blocks, ByteBuf into, Cancellation cancellation) {
        return transfers.read(lba, blocks, into, cancellation);
    }

    @Override
    public Future<ScsiResult> write(long lba, ByteBuf data, Cancellation cancellation) {
        return transfers.write(lba, data, cancellation);
    }

    @Override
    public Future<ScsiResult> flush() {
        return session.call(device::flush);
    }

    @Override
    public Future<Void> flush(long lba, long blocks) {
        return session.call(() -> device.flush(lba, blocks));
    }

    @Override
    public Future<Void> verify(long lba, long blocks) {
        return session.call(() -> device.verify(lba, blocks));
    }

    @Override
    public Future<Comparison> compare(long lba, int blocks, ByteBuffer buffer) {
        return session.call(() -> device.compare(lba, blocks, buffer));
    }

    @Override
    public Future<Comparison> compareAndWrite(long lba, int blocks, ByteBuffer expected, ByteBuffer replacement) {
        return session.call(() -> device.compareAndWrite(lba, blocks, expected, replacement));
    }

    @Override
    public Future<Void> writeSame(long lba, long blocks, @Nullable ByteBuffer block, WriteSameOption... options) {
        return session.call(() -> device.writeSame(lba, blocks, block, options));
    }

    @Override
    public Future<Void> unmap(List<BlockExtent> extents) {
        return session.call(() -> device.unmap(extents));
    }

    @Override
    public Future<List<LbaStatus>> lbaStatus(long lba, long blocks) {
        return session.call(() -> device.lbaStatus(lba, blocks));
    }

    @Override
    public Sanitizing sanitizing() {
        return device.sanitizing(session::call);
    }

    @Override
    public ReservationClient reservations() {
        return device.reservations(session::call);
    }

    @Override
    public Future<InquiryData> inquiry() {
        return session.call(device::inquiry);
    }

    @Override
    public Future<TaskManagementResult> manage(TaskManagementFunction function, @Nullable ScsiTask reference) {
        return session.manage(function, lun, reference);
    }

    @Override
    public void execute(Runnable action) {
        session.loop().run(action);
    }

    @Override
    public ScsiTask prepareRead(ScsiTask task, long lba, int blocks) {
        return device.prepareRead(task, lba, blocks);
    }

    @Override
    public ScsiTask prepareWrite(ScsiTask task, long lba, int blocks) {
        return device.prepareWrite(task, lba, blocks, false);
    }

    @Override
    public SubmitResult submit(ScsiTask task, ScsiCompletion completion) {
        return device.submit(task, completion);
    }
}
