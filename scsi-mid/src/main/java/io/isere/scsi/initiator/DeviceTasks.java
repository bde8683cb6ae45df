package io.isere.scsi.initiator;

import io.isere.scsi.task.DataSegments;
import io.isere.scsi.task.ScsiCompletion;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.SubmitResult;
import io.isere.scsi.task.TaskOutcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;

/** The tasks of a device's convenient calls: a pool of them, and single ones as futures. Used on the port's loop only. */
final class DeviceTasks {
    private final LunClient client;
    private final ArrayDeque<ScsiTask> free = new ArrayDeque<>();

    DeviceTasks(LunClient client) {
        this.client = client;
    }

    /** A task ready for use, from the pool if it has one. */
    ScsiTask take() {
        ScsiTask task = free.pollLast();
        return task == null ? new ScsiTask() : task.reset();
    }

    void giveBack(ScsiTask task) {
        free.addLast(task);
    }

    SubmitResult submit(ScsiTask task, ScsiCompletion completion) {
        return client.submit(task, completion);
    }

    /** The most blocks of that shift that one task may move from or to this memory; at least 1. */
    int maxBlocks(DataSegments data, int blockShift) {
        return Math.max(1, client.maxDataBytes(data) >>> blockShift);
    }

    /** Runs a prepared task of the pool, which gets it back. All data must have moved. */
    Future<ScsiResult> run(ScsiTask task) {
        Promise<ScsiResult> promise = Promise.promise();
        if (submit(task, ended -> finish(ended, promise)) == SubmitResult.CLOSED) {
            finish(task.outcome(TaskOutcome.CONNECTION_LOST), promise);
        }
        return promise.future();
    }

    private void finish(ScsiTask task, Promise<ScsiResult> promise) {
        if (task.isGood() && task.underflowBytes() == 0) {
            ScsiResult result = new ScsiResult(task.transferredBytes());
            giveBack(task);
            promise.complete(result);
        } else {
            ScsiException failure = ScsiException.of(task);
            giveBack(task);
            promise.fail(failure);
        }
    }
}
