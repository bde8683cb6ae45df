package io.isere.scsi.initiator;

import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.DataSegments;
import io.isere.scsi.task.ScsiCompletion;
import io.isere.scsi.task.ScsiPort;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.SubmitResult;
import io.isere.scsi.task.TaskOutcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * A direct access block device behind a SCSI port, as an application sees it.
 *
 * <p>Two ways to use it, both on the port's loop only. Hot: prepare a reusable {@link ScsiTask} in place and
 * {@link #submit} it; allocates nothing. Convenient: {@link #read}, {@link #write}, {@link #flush} return futures; a
 * call allocates its future and result, takes its tasks from a pool, and is cut into as many commands as the
 * device's transfer limit needs. Either way a task waits here while the port is busy, and one that ended for a cause
 * that may pass is sent again as often as the {@link RetryPolicy} says.
 *
 * <p>Buffers must be memory the port can reach: for an RDMA port, what its connection registered.
 */
public final class BlockDevice {
    private final LunClient client;
    private final ControlCommands control;
    private final BlockGeometry geometry;
    private final BlockCdb layout;
    private final ArrayDeque<ScsiTask> freeTasks = new ArrayDeque<>();
    private final ArrayDeque<BlockTransfer> freeTransfers = new ArrayDeque<>();

    BlockDevice(LunClient client, ControlCommands control, BlockGeometry geometry) {
        this.client = client;
        this.control = control;
        this.geometry = geometry;
        layout = geometry.longLba() ? BlockCdb.BLOCK_16 : BlockCdb.BLOCK_10;
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
        ScsiTask task = prepareFlush(takeTask());
        Promise<ScsiResult> promise = Promise.promise();
        SubmitResult result = submit(task, ended -> finish(ended, promise));
        if (result == SubmitResult.CLOSED) {
            finish(task.outcome(TaskOutcome.CONNECTION_LOST), promise);
        }
        return promise.future();
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

    private void finish(ScsiTask task, Promise<ScsiResult> promise) {
        if (task.isGood()) {
            promise.complete(new ScsiResult(0));
        } else {
            promise.fail(ScsiException.of(task));
        }
        returnTask(task);
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
        return transfer == null ? new BlockTransfer(this) : transfer;
    }

    void returnTransfer(BlockTransfer transfer) {
        freeTransfers.addLast(transfer);
    }

    private int checkedBytes(long lba, int blocks, int roomBytes) {
        if (lba < 0 || blocks < 0 || lba > geometry.blockCount() - blocks) {
            throw new IllegalArgumentException(
                    blocks + " blocks from " + lba + " on do not exist; there are " + geometry.blockCount());
        }
        long bytes = (long) blocks << geometry.blockShift();
        if (bytes > roomBytes) {
            throw new IllegalArgumentException(blocks + " blocks need " + bytes + " bytes, there are " + roomBytes);
        }
        return (int) bytes;
    }

    /** A task ready for use, from the pool if it has one. */
    ScsiTask takeTask() {
        ScsiTask task = freeTasks.pollLast();
        return task == null ? new ScsiTask() : task.reset();
    }

    void returnTask(ScsiTask task) {
        freeTasks.addLast(task);
    }

    @Override
    public String toString() {
        return "BlockDevice[" + geometry + "]";
    }
}
