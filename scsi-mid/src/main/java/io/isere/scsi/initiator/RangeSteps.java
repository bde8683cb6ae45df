package io.isere.scsi.initiator;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * A range of blocks worked through by one command after the other, each as long as the device allows, until one fails.
 * Used once, on the port's loop.
 */
final class RangeSteps {
    /** One command of the work. */
    interface Step {
        Future<?> run(long lba, long blocks);
    }

    /** Where a range that is too long for one command is cut. */
    interface Cut {
        /** The end of a command that begins at {@code lba} and may go to {@code endLba}. */
        long cut(long lba, long endLba);
    }

    private final long stepBlocksMax;
    private final Cut cut;
    private final Step step;
    private final Promise<Void> promise = Promise.promise();
    private long stepLba;
    private long nextLba;
    private long leftBlocks;

    /** Commands of any length up to the longest. */
    RangeSteps(long lba, long blocks, long stepBlocksMax, Step step) {
        this(lba, blocks, stepBlocksMax, (from, end) -> end, step);
    }

    RangeSteps(long lba, long blocks, long stepBlocksMax, Cut cut, Step step) {
        this.cut = cut;
        this.stepBlocksMax = stepBlocksMax;
        this.step = step;
        stepLba = lba;
        nextLba = lba;
        leftBlocks = blocks;
    }

    /** Begins; the future completes when the last command has ended, or the first one has failed. */
    Future<Void> run() {
        advance();
        return promise.future();
    }

    /** First block of the latest command: once the work has failed, of the one that did. */
    long stepLba() {
        return stepLba;
    }

    /** A loop and no recursion where commands end at once, so that their number does not matter. */
    private void advance() {
        while (leftBlocks > 0) {
            long blocks =
                    leftBlocks <= stepBlocksMax ? leftBlocks : cut.cut(nextLba, nextLba + stepBlocksMax) - nextLba;
            stepLba = nextLba;
            nextLba += blocks;
            leftBlocks -= blocks;
            Future<?> running = step.run(stepLba, blocks);
            if (!running.isComplete()) {
                running.onComplete(this::onEnded);
                return;
            }
            if (running.failed()) {
                promise.fail(running.cause());
                return;
            }
        }
        promise.complete();
    }

    private void onEnded(AsyncResult<?> ended) {
        if (ended.failed()) {
            promise.fail(ended.cause());
        } else {
            advance();
        }
    }
}
