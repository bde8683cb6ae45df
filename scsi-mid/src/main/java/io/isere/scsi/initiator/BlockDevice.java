package io.isere.scsi.initiator;

import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.DataSegments;
import io.isere.scsi.task.ScsiCompletion;
import io.isere.scsi.task.ScsiPort;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.SubmitResult;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A direct access block device behind a SCSI port, as an application sees it.
 *
 * <p>Two ways to use it, both on the port's loop only. Hot: prepare a reusable {@link ScsiTask} in place and
 * {@link #submit} it; allocates nothing. Convenient: {@link #read}, {@link #write}, {@link #flush} and the others return
 * futures; a call allocates its future and result, takes its tasks from a pool, and is cut into as many commands as the
 * device's limits need. Either way a task waits here while the port is busy, and one that ended for a cause
 * that may pass is sent again as often as the {@link RetryPolicy} says.
 *
 * <p>Buffers should be memory the port can reach: for an RDMA port, what its connection registered. Other memory is copied, and
 * costs more and shorter commands.
 */
public final class BlockDevice {
    private final LunClient client;
    private final ControlCommands control;
    private final BlockGeometry geometry;
    private final BlockLimits limits;
    private final BlockCdb layout;
    private final DeviceTasks tasks;
    private final RangeCommands ranges;
    private final Provisioning provisioning;
    private final ArrayDeque<BlockTransfer> freeTransfers = new ArrayDeque<>();

    BlockDevice(LunClient client, ControlCommands control, BlockGeometry geometry, BlockLimits limits) {
        this.client = client;
        this.control = control;
        this.geometry = geometry;
        this.limits = limits;
        layout = geometry.longLba() ? BlockCdb.BLOCK_16 : BlockCdb.BLOCK_10;
        tasks = new DeviceTasks(client);
        ranges = new RangeCommands(tasks, geometry, limits);
        provisioning = new Provisioning(control, geometry, limits);
    }

    /** Opens the device at a LUN: {@link #open(ScsiPort, int, ByteBuffer)} with memory of its own. */
    public static Future<BlockDevice> open(ScsiPort port, int lun) {
        return open(port, lun, ByteBuffer.allocateDirect(BlockDeviceOpening.CONTROL_BUFFER_BYTES));
    }

    /**
     * Opens the device at a LUN: TEST UNIT READY, INQUIRY, READ CAPACITY (16) or else (10), Block Limits.
     *
     * @param controlBuffer memory the port can receive into, kept for the device's answers; at least 512 bytes
     * @return fails with {@link ScsiException}, or with IllegalStateException when there is no block device
     */
    public static Future<BlockDevice> open(ScsiPort port, int lun, ByteBuffer controlBuffer) {
        return open(port, lun, controlBuffer, RetryPolicy.defaults());
    }

    /** As {@link #open(ScsiPort, int, ByteBuffer)}, with another policy of sending commands again. */
    public static Future<BlockDevice> open(ScsiPort port, int lun, ByteBuffer controlBuffer, RetryPolicy policy) {
        return new BlockDeviceOpening(port, lun, controlBuffer, policy).open();
    }

    public BlockGeometry geometry() {
        return geometry;
    }

    /** What single commands may do; the convenient calls cut their work accordingly. */
    public BlockLimits limits() {
        return limits;
    }

    /**
     * Makes {@code task} a READ. The caller has put at least that many bytes into {@link ScsiTask#clientData}.
     *
     * @param blocks 0 to {@link BlockGeometry#maxTransferBlocks}
     */
    public ScsiTask prepareRead(ScsiTask task, long lba, int blocks) {
        int opcode = layout == BlockCdb.BLOCK_16 ? Opcode.READ_16 : Opcode.READ_10;
        return prepare(task, opcode, DataDirection.IN, lba, blocks);
    }

    /**
     * Makes {@code task} a WRITE. The caller has put at least that many bytes into {@link ScsiTask#clientData}.
     *
     * @param blocks 0 to {@link BlockGeometry#maxTransferBlocks}
     * @param fua whether to complete only when the blocks are stable
     */
    public ScsiTask prepareWrite(ScsiTask task, long lba, int blocks, boolean fua) {
        int opcode = layout == BlockCdb.BLOCK_16 ? Opcode.WRITE_16 : Opcode.WRITE_10;
        prepare(task, opcode, DataDirection.OUT, lba, blocks);
        layout.setFua(task.cdb(), fua);
        return task;
    }

    /**
     * Makes {@code task} a READ that brings protection information: each block is followed by its {@value
     * BlockGeometry#PROTECTION_BYTES} bytes, and {@link ScsiTask#clientData} has room for both.
     *
     * @param protect RDPROTECT, 1 to 5: what the device is to check (SBC-3 5.10)
     */
    public ScsiTask prepareProtectedRead(ScsiTask task, long lba, int blocks, int protect) {
        return withProtection(prepareRead(task, lba, blocks), blocks, protect);
    }

    /**
     * Makes {@code task} a WRITE of blocks each of which is followed by its protection information.
     *
     * @param protect WRPROTECT, 1 to 5: what the device is to check (SBC-3 5.31)
     */
    public ScsiTask prepareProtectedWrite(ScsiTask task, long lba, int blocks, boolean fua, int protect) {
        return withProtection(prepareWrite(task, lba, blocks, fua), blocks, protect);
    }

    private ScsiTask withProtection(ScsiTask task, int blocks, int protect) {
        layout.setProtect(task.cdb(), protect);
        return task.expectedDataBytes((long) blocks * (geometry.blockBytes() + BlockGeometry.PROTECTION_BYTES));
    }

    /** Makes {@code task} a SYNCHRONIZE CACHE of the whole device. */
    public ScsiTask prepareFlush(ScsiTask task) {
        int opcode = layout == BlockCdb.BLOCK_16 ? Opcode.SYNCHRONIZE_CACHE_16 : Opcode.SYNCHRONIZE_CACHE_10;
        return prepare(task, opcode, DataDirection.NONE, 0, 0);
    }

    private ScsiTask prepare(ScsiTask task, int opcode, DataDirection direction, long lba, int blocks) {
        return task.cdbLengthBytes(layout.build(task.cdb(), opcode, lba, blocks))
                .direction(direction)
                .expectedDataBytes((long) blocks << geometry.blockShift());
    }

    /**
     * Sends a prepared task; allocates nothing.
     *
     * @param completion runs once if ACCEPTED; look at {@link ScsiTask#isGood} there
     * @return ACCEPTED, also when the task has to wait for a busy port; or CLOSED
     * @throws IllegalArgumentException when its data is longer than the port takes from memory it cannot reach
     */
    public SubmitResult submit(ScsiTask task, ScsiCompletion completion) {
        return client.submit(task, completion);
    }

    /** Reads into {@code buffer} from its position on, which does not change. See the other read. */
    public Future<ScsiResult> read(long lba, int blocks, ByteBuffer buffer) {
        return takeTransfer(lba, blocks, buffer).start(false, lba, blocks);
    }

    /**
     * Reads blocks.
     *
     * @param blocks from 0, any number that {@code data} has room for
     * @param data its memory belongs to the device until the future completes
     * @return fails with {@link ScsiException} at the first command that fails, once none is in flight any more
     */
    public Future<ScsiResult> read(long lba, int blocks, DataSegments data) {
        return takeTransfer(lba, blocks, data).start(false, lba, blocks);
    }

    /**
     * Reads blocks, as one of a group.
     *
     * @return fails with CancellationException when the group is cancelled, once the device does not touch the memory any
     *     more; else as for the other read
     */
    public Future<ScsiResult> read(long lba, int blocks, DataSegments data, TransferGroup group) {
        return takeTransfer(lba, blocks, data).in(group).start(false, lba, blocks);
    }

    /** Writes blocks, as one of a group; see the read of a group. */
    public Future<ScsiResult> write(long lba, int blocks, DataSegments data, TransferGroup group) {
        return takeTransfer(lba, blocks, data).in(group).start(true, lba, blocks);
    }

    /** Writes from {@code buffer} from its position on, which does not change. See the other write. */
    public Future<ScsiResult> write(long lba, int blocks, ByteBuffer buffer) {
        return takeTransfer(lba, blocks, buffer).start(true, lba, blocks);
    }

    /** Writes blocks, not necessarily stable before {@link #flush}; parameters and failures as for read. */
    public Future<ScsiResult> write(long lba, int blocks, DataSegments data) {
        return takeTransfer(lba, blocks, data).start(true, lba, blocks);
    }

    /** Makes stable what was written by calls that have completed. */
    public Future<ScsiResult> flush() {
        return tasks.run(prepareFlush(tasks.take()));
    }

    /** Makes stable what was written to a range (SYNCHRONIZE CACHE). */
    public Future<Void> flush(long lba, long blocks) {
        return ranges.flush(lba, blocks);
    }

    /** Lets the device check that blocks can be read (VERIFY, BYTCHK 00b); fails at the first command that cannot. */
    public Future<Void> verify(long lba, long blocks) {
        return ranges.verify(lba, blocks);
    }

    /** Lets the device compare blocks with {@code data}, from its position on (VERIFY, BYTCHK 01b). */
    public Future<Comparison> compare(long lba, int blocks, ByteBuffer data) {
        return ranges.compare(lba, blocks, data);
    }

    /**
     * Writes {@code replacement} if the blocks are as {@code expected}, in one step that no other command comes between
     * (COMPARE AND WRITE). What the connection loses is not sent again: read the blocks then to know.
     *
     * @param blocks 0 to {@link BlockLimits#maxCompareBlocks}
     * @param expected what should be there, from its position on
     * @param replacement what is to be there, from its position on
     */
    public Future<Comparison> compareAndWrite(long lba, int blocks, ByteBuffer expected, ByteBuffer replacement) {
        return ranges.compareAndWrite(lba, blocks, expected, replacement);
    }

    /**
     * Writes one block over and over (WRITE SAME).
     *
     * @param block its data, from its position on; null only with {@link WriteSameOption#NDOB}
     */
    public Future<Void> writeSame(long lba, long blocks, @Nullable ByteBuffer block, WriteSameOption... options) {
        return ranges.writeSame(lba, blocks, block, WriteSameOption.flags(options));
    }

    /** Unmaps blocks (UNMAP); fails with UnsupportedOperationException where the device has no such command. */
    public Future<Void> unmap(long lba, long blocks) {
        return unmap(List.of(new BlockExtent(lba, blocks)));
    }

    /** Likewise of several ranges, in as few commands as the device's limits allow. */
    public Future<Void> unmap(List<BlockExtent> extents) {
        return provisioning.unmap(extents);
    }

    /** Which of the blocks are mapped, in ascending order and without gaps (GET LBA STATUS). */
    public Future<List<LbaStatus>> lbaStatus(long lba, long blocks) {
        return provisioning.lbaStatus(lba, blocks);
    }

    /** Sanitizes the device. */
    public Sanitizing sanitizing() {
        return sanitizing(Supplier::get);
    }

    /** Likewise, with calls that may come from elsewhere. */
    public Sanitizing sanitizing(LoopCall calls) {
        return new Sanitizing(control, client, calls);
    }

    /** Its reservations. */
    public ReservationClient reservations() {
        return reservations(Supplier::get);
    }

    /** Likewise, with calls that may come from elsewhere. */
    public ReservationClient reservations(LoopCall calls) {
        return new ReservationClient(control, calls);
    }

    /** Standard INQUIRY data, asked for anew. */
    public Future<InquiryData> inquiry() {
        return control.inquiry();
    }

    /** A vital product data page with its header, asked for anew. */
    public Future<byte[]> vpdPage(int pageCode) {
        return control.vpdPage(pageCode);
    }

    /**
     * Ends a task early that was submitted here and has not ended: it completes with outcome ABORTED, unless the device
     * was faster.
     */
    public void abort(ScsiTask task) {
        client.abort(task);
    }

    private BlockTransfer takeTransfer(long lba, int blocks, ByteBuffer buffer) {
        int bytes = checkedBytes(lba, blocks, buffer.remaining());
        BlockTransfer transfer = takeTransfer();
        transfer.data().add(buffer, buffer.position(), bytes);
        return transfer;
    }

    private BlockTransfer takeTransfer(long lba, int blocks, DataSegments data) {
        int bytes = checkedBytes(lba, blocks, data.totalBytes());
        BlockTransfer transfer = takeTransfer();
        transfer.data().addRange(data, 0, bytes);
        return transfer;
    }

    private BlockTransfer takeTransfer() {
        BlockTransfer transfer = freeTransfers.pollLast();
        return transfer == null ? new BlockTransfer(this, tasks) : transfer;
    }

    void returnTransfer(BlockTransfer transfer) {
        freeTransfers.addLast(transfer);
    }

    private int checkedBytes(long lba, int blocks, int roomBytes) {
        geometry.requireRange(lba, blocks);
        return geometry.requireRoom(blocks, roomBytes);
    }

    @Override
    public String toString() {
        return "BlockDevice[" + geometry + "]";
    }
}
