package io.isere.scsi.initiator;

import io.isere.scsi.task.DataSegments;
import io.isere.scsi.task.ScsiCompletion;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.SubmitResult;
import io.isere.scsi.task.TaskOutcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * One read or write of the future API, cut into commands no longer than the device allows, a few of them at a time.
 *
 * <p>Its future completes only when its last command has ended, since until then the device may touch the buffer; then
 * it is reused for another. Used on the port's loop only.
 */
final class BlockTransfer {
    /** Commands of one transfer in flight: enough to keep a link busy, few enough to leave room for others. */
    static final int COMMANDS_MAX = 4;

    private static final ScsiCompletion ON_ENDED = task ->
            ((BlockTransfer) Objects.requireNonNull(task.attachment(), "task belongs to no transfer")).onEnded(task);

    private final BlockDevice device;
    private final DeviceTasks tasks;
    private final DataSegments data = new DataSegments();
    private Promise<ScsiResult> promise = Promise.promise();
    private boolean write;
    private long firstLba;
    private int blocks;
    private int commandBlocks;
    private int startedBlocks;
    private int inFlight;
    private boolean advancing;
    private @Nullable RuntimeException failure;
    private @Nullable TransferGroup group;
    private final @Nullable ScsiTask[] sent = new ScsiTask[COMMANDS_MAX];

    BlockTransfer(BlockDevice device, DeviceTasks tasks) {
        this.device = device;
        this.tasks = tasks;
    }

    /** The memory of the transfer, to be filled before {@link #start}. */
    DataSegments data() {
        return data;
    }

    /** Makes it one of a group, which it leaves when it ends; before {@link #start}. */
    BlockTransfer in(TransferGroup transfers) {
        group = transfers;
        return this;
    }

    Future<ScsiResult> start(boolean isWrite, long fromLba, int blockCount) {
        write = isWrite;
        firstLba = fromLba;
        blocks = blockCount;
        BlockGeometry geometry = device.geometry();
        commandBlocks = Math.min(geometry.maxTransferBlocks(), tasks.maxBlocks(data, geometry.blockShift()));
        startedBlocks = 0;
        failure = null;
        promise = Promise.promise();
        Future<ScsiResult> future = promise.future();
        TransferGroup joined = group;
        if (joined != null) {
            joined.onStarted(this);
            failure = joined.isCancelled() ? cancelled() : null;
        }
        advance();
        return future;
    }

    /** Sends no more, and takes back what was sent; the future fails when all of it has ended. */
    void cancel() {
        if (failure == null) {
            failure = cancelled();
        }
        // What ends while it is aborted neither starts another command nor ends the transfer here.
        advancing = true;
        for (ScsiTask task : sent) {
            if (task != null) {
                device.abort(task);
            }
        }
        advancing = false;
        if (inFlight == 0) {
            finish();
        }
    }

    private static CancellationException cancelled() {
        return new CancellationException("the transfer was cancelled");
    }

    /** Starts what may be started; ends the transfer when nothing is left. Commands may end while they are started. */
    private void advance() {
        if (advancing) {
            return;
        }
        advancing = true;
        while (startedBlocks < blocks && inFlight < COMMANDS_MAX && failure == null) {
            startOne();
        }
        advancing = false;
        if (inFlight == 0) {
            finish();
        }
    }

    private void finish() {
        Promise<ScsiResult> ending = promise;
        RuntimeException why = failure;
        ScsiResult result = new ScsiResult(bytes(blocks));
        data.clear();
        TransferGroup joined = group;
        group = null;
        if (joined != null) {
            joined.onEnded(this);
        }
        device.returnTransfer(this);
        if (why == null) {
            ending.complete(result);
        } else {
            ending.fail(why);
        }
    }

    private void startOne() {
        int count = Math.min(blocks - startedBlocks, commandBlocks);
        long lba = firstLba + startedBlocks;
        ScsiTask task = tasks.take();
        task.clientData().addRange(data, (int) bytes(startedBlocks), (int) bytes(count));
        startedBlocks += count;
        inFlight++;
        exchange(null, task);
        if (write) {
            device.prepareWrite(task, lba, count, false);
        } else {
            device.prepareRead(task, lba, count);
        }
        if (device.submit(task.attachment(this), ON_ENDED) == SubmitResult.CLOSED) {
            onRefused(task);
        }
    }

    /** Keeps account of the commands under way. */
    private void exchange(@Nullable ScsiTask old, @Nullable ScsiTask now) {
        int i = 0;
        while (sent[i] != old) {
            i++;
        }
        sent[i] = now;
    }

    private void onRefused(ScsiTask task) {
        inFlight--;
        exchange(task, null);
        failure = ScsiException.of(task.outcome(TaskOutcome.CONNECTION_LOST));
        tasks.giveBack(task);
    }

    private void onEnded(ScsiTask task) {
        inFlight--;
        exchange(task, null);
        boolean whole = task.isGood() && task.underflowBytes() == 0;
        if (!whole && failure == null) {
            failure = ScsiException.of(task);
        }
        tasks.giveBack(task);
        advance();
    }

    private long bytes(int blockCount) {
        return (long) blockCount << device.geometry().blockShift();
    }
}
