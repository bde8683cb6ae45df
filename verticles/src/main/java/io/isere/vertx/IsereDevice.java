package io.isere.vertx;

import io.isere.scsi.initiator.BlockExtent;
import io.isere.scsi.initiator.BlockGeometry;
import io.isere.scsi.initiator.BlockLimits;
import io.isere.scsi.initiator.Comparison;
import io.isere.scsi.initiator.InquiryData;
import io.isere.scsi.initiator.LbaStatus;
import io.isere.scsi.initiator.ReservationClient;
import io.isere.scsi.initiator.Sanitizing;
import io.isere.scsi.initiator.ScsiException;
import io.isere.scsi.initiator.ScsiResult;
import io.isere.scsi.initiator.WriteSameOption;
import io.isere.scsi.task.ScsiCompletion;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.SubmitResult;
import io.isere.scsi.task.TaskManagementFunction;
import io.isere.scsi.task.TaskManagementResult;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A remote block device.
 *
 * <p>Two ways to use it. Convenient, from any thread: {@link #read}, {@link #write} and the others, one future each; a
 * call from elsewhere hops once to the session's loop and completes on the caller's Vert.x context. They take memory of
 * {@link #buffer} and {@link #byteBuf}, which the wire reaches without a copy, and any other {@link ByteBuffer},
 * {@link Buffer} or {@link ByteBuf} with one; a {@link Cancellation} ends them early. Hot, on the loop only
 * ({@link #execute}): a reusable {@link ScsiTask}, prepared and given to {@link #submit}, which allocates nothing.
 */
public interface IsereDevice {
    /** Size, block length and transfer limit. */
    BlockGeometry geometry();

    /** What single commands may do; calls are cut accordingly. */
    BlockLimits limits();

    /** Block length in bytes. */
    default int blockBytes() {
        return geometry().blockBytes();
    }

    /** Size in bytes. */
    default long capacityBytes() {
        return geometry().capacityBytes();
    }

    /** Commands its session may have with the target at a time; more wait in the session. */
    int queueDepth();

    /**
     * Memory registered with the session's loop, which the wire reads and writes without a copy. It stays registered until
     * {@link #release} or the session's end. So do slices and duplicates of it, where the JVM tells addresses.
     *
     * @param bytes at least 1
     */
    ByteBuffer buffer(int bytes);

    /** Ends the registration of memory from {@link #buffer} that no command uses any more. */
    void release(ByteBuffer buffer);

    /**
     * The same as a Netty buffer, empty; Vert.x buffers over it ({@code BufferInternal.buffer(byteBuf)}) and slices of it are
     * registered too. It cannot grow. Its memory goes with the session, or when it is collected after that.
     *
     * @param bytes at least 1
     */
    ByteBuf byteBuf(int bytes);

    /**
     * Reads blocks into a buffer, from its position on, which does not change.
     *
     * @param lba first block
     * @param blocks from 0 to what the buffer has room for
     * @param buffer from {@link #buffer}; other memory costs a copy. It belongs to the device until the future completes
     * @return fails with {@link ScsiException}, with IllegalArgumentException when the range does not exist, or with
     *     IllegalStateException when the session is being closed
     */
    default Future<ScsiResult> read(long lba, int blocks, ByteBuffer buffer) {
        return read(lba, blocks, buffer, new Cancellation());
    }

    /** The same, with a way to cancel it; then it fails with CancellationException. */
    Future<ScsiResult> read(long lba, int blocks, ByteBuffer buffer, Cancellation cancellation);

    /**
     * Writes blocks, not necessarily stable before {@link #flush}; parameters and failures as for the read into a
     * ByteBuffer.
     */
    default Future<ScsiResult> write(long lba, int blocks, ByteBuffer buffer) {
        return write(lba, blocks, buffer, new Cancellation());
    }

    /** The same, with a way to cancel it; then it fails with CancellationException. */
    Future<ScsiResult> write(long lba, int blocks, ByteBuffer buffer, Cancellation cancellation);

    /** Reads blocks into a buffer of their own, which is registered for this call; see the other reads. */
    default Future<Buffer> read(long lba, int blocks) {
        return read(lba, blocks, new Cancellation());
    }

    /** The same, with a way to cancel it; then it fails with CancellationException. */
    Future<Buffer> read(long lba, int blocks, Cancellation cancellation);

    /**
     * Writes a buffer of whole blocks, of any length; see the other writes.
     *
     * @return fails with IllegalArgumentException when the last block is not whole
     */
    default Future<ScsiResult> write(long lba, Buffer data) {
        return write(lba, data, new Cancellation());
    }

    /** The same, with a way to cancel it; then it fails with CancellationException. */
    Future<ScsiResult> write(long lba, Buffer data, Cancellation cancellation);

    /**
     * Reads blocks into a Netty buffer, from its writer index on, which moves when they are there. The buffer must stay
     * allocated until the future completes, and is not to be used by others before.
     *
     * @param into from {@link #byteBuf}, or a slice of one; other memory costs a copy
     */
    default Future<ScsiResult> read(long lba, int blocks, ByteBuf into) {
        return read(lba, blocks, into, new Cancellation());
    }

    /** The same, with a way to cancel it; then it fails with CancellationException. */
    Future<ScsiResult> read(long lba, int blocks, ByteBuf into, Cancellation cancellation);

    /**
     * Writes the readable bytes of a Netty buffer, which are whole blocks; its indexes do not move. The buffer must stay
     * allocated until the future completes.
     *
     * @param data from {@link #byteBuf}, or a slice of one; other memory costs a copy
     */
    default Future<ScsiResult> write(long lba, ByteBuf data) {
        return write(lba, data, new Cancellation());
    }

    /** The same, with a way to cancel it; then it fails with CancellationException. */
    Future<ScsiResult> write(long lba, ByteBuf data, Cancellation cancellation);

    /** Makes stable what writes that have completed wrote. */
    Future<ScsiResult> flush();

    /** Makes stable what was written to a range. */
    Future<Void> flush(long lba, long blocks);

    /** Lets the device check that blocks can be read, of which no data is transferred. */
    Future<Void> verify(long lba, long blocks);

    /** Lets the device compare blocks with data; parameters and failures as for {@link #write}. */
    Future<Comparison> compare(long lba, int blocks, ByteBuffer buffer);

    /**
     * Writes {@code replacement} if the blocks are as {@code expected}, in one step that no other command comes between.
     * A session that ends leaves open whether it was done.
     *
     * @param blocks from 0 to what {@link #limits} allow
     * @param expected what should be there, from its position on
     * @param replacement what is to be there, from its position on
     */
    Future<Comparison> compareAndWrite(long lba, int blocks, ByteBuffer expected, ByteBuffer replacement);

    /**
     * Writes one block over and over.
     *
     * @param block its data, from its position on; null only with {@link WriteSameOption#NDOB}, which means zeros
     */
    Future<Void> writeSame(long lba, long blocks, @Nullable ByteBuffer block, WriteSameOption... options);

    /** Unmaps a range of blocks; fails with UnsupportedOperationException where the device has no such command. */
    default Future<Void> unmap(long lba, long blocks) {
        return unmap(List.of(new BlockExtent(lba, blocks)));
    }

    /** Likewise several, in as few commands as the device's limits allow. */
    Future<Void> unmap(List<BlockExtent> extents);

    /** Which blocks are mapped, in ascending order and without gaps. */
    Future<List<LbaStatus>> lbaStatus(long lba, long blocks);

    /** Makes all data of the device unreadable; its calls may come from any thread. */
    Sanitizing sanitizing();

    /** Reserves the device for this session; its calls may come from any thread. */
    ReservationClient reservations();

    /** Standard INQUIRY data. */
    Future<InquiryData> inquiry();

    /**
     * Requests a task management function about this device: ABORT TASK, ABORT TASK SET, LOGICAL UNIT RESET, or one of the
     * target's resets. Commands that it ends complete before the future does, and do not succeed.
     *
     * @param reference the task of ABORT TASK, as it was given to {@link #submit}; null for the others
     * @return the target's answer; fails only when there is no calling the session's loop
     */
    Future<TaskManagementResult> manage(TaskManagementFunction function, @Nullable ScsiTask reference);

    /** Runs something on the session's loop: the place for {@link #submit}. */
    void execute(Runnable action);

    /** Makes a task a READ; see {@link io.isere.scsi.initiator.BlockDevice#prepareRead}. */
    ScsiTask prepareRead(ScsiTask task, long lba, int blocks);

    /** Makes a task a WRITE; see {@link io.isere.scsi.initiator.BlockDevice#prepareWrite}. */
    ScsiTask prepareWrite(ScsiTask task, long lba, int blocks);

    /**
     * Sends a prepared task; on the loop only, allocates nothing. The task's client data lies in memory of {@link #buffer}.
     *
     * @param completion runs once on the loop if ACCEPTED, possibly before this returns, outside any Vert.x context
     * @return ACCEPTED, also when the task has to wait for a busy session; or CLOSED
     */
    SubmitResult submit(ScsiTask task, ScsiCompletion completion);
}
