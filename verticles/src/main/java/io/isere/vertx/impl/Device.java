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
import io.isere.vertx.IsereDevice;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The API's view of a block device of a session: the convenient calls hop to its loop, the hot ones are there already. */
final class Device implements IsereDevice {
    private final Session session;
    private final int lun;
    private final BlockDevice device;

    Device(Session session, int lun, BlockDevice device) {
        this.session = session;
        this.lun = lun;
        this.device = device;
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
    public ByteBuffer buffer(int bytes) {
        return session.registered(bytes);
    }

    @Override
    public void release(ByteBuffer buffer) {
        session.release(buffer);
    }

    @Override
    public Future<ScsiResult> read(long lba, int blocks, ByteBuffer buffer) {
        return session.loop().call(() -> device.read(lba, blocks, buffer));
    }

    @Override
    public Future<ScsiResult> write(long lba, int blocks, ByteBuffer buffer) {
        return session.loop().call(() -> device.write(lba, blocks, buffer));
    }

    @Override
    public Future<ScsiResult> flush() {
        return session.loop().call(device::flush);
    }

    @Override
    public Future<Void> flush(long lba, long blocks) {
        return session.loop().call(() -> device.flush(lba, blocks));
    }

    @Override
    public Future<Void> verify(long lba, long blocks) {
        return session.loop().call(() -> device.verify(lba, blocks));
    }

    @Override
    public Future<Comparison> compare(long lba, int blocks, ByteBuffer buffer) {
        return session.loop().call(() -> device.compare(lba, blocks, buffer));
    }

    @Override
    public Future<Comparison> compareAndWrite(long lba, int blocks, ByteBuffer expected, ByteBuffer replacement) {
        return session.loop().call(() -> device.compareAndWrite(lba, blocks, expected, replacement));
    }

    @Override
    public Future<Void> writeSame(long lba, long blocks, @Nullable ByteBuffer block, WriteSameOption... options) {
        return session.loop().call(() -> device.writeSame(lba, blocks, block, options));
    }

    @Override
    public Future<Void> unmap(List<BlockExtent> extents) {
        return session.loop().call(() -> device.unmap(extents));
    }

    @Override
    public Future<List<LbaStatus>> lbaStatus(long lba, long blocks) {
        return session.loop().call(() -> device.lbaStatus(lba, blocks));
    }

    @Override
    public Sanitizing sanitizing() {
        return device.sanitizing(session.loop());
    }

    @Override
    public ReservationClient reservations() {
        return device.reservations(session.loop());
    }

    @Override
    public Future<InquiryData> inquiry() {
        return session.loop().call(device::inquiry);
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
