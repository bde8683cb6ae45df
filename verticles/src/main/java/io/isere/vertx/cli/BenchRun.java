package io.isere.vertx.cli;

import io.isere.scsi.initiator.ScsiException;
import io.isere.scsi.task.ScsiCompletion;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.SubmitResult;
import io.isere.vertx.IsereDevice;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a number of commands under way on one device and measures each: a completion records its latency and submits the
 * next command with the same task.
 *
 * <p>Thread: the session's loop. Lifetime: one run. Allocates at construction only.
 */
final class BenchRun {
    private static final ScsiCompletion ON_COMPLETE =
            task -> ((Io) Objects.requireNonNull(task.attachment())).onComplete();

    private final IsereDevice device;
    private final BenchPlan plan;
    private final boolean wholeSpanOnce;
    private final ByteBuffer buffer;
    private final BenchMeter meter;
    private final Promise<BenchMeter> done = Promise.promise();
    private long random;
    private long nextPlace;
    private long measureFromNs;
    private long endNs;
    private int underWay;
    private boolean stopping;
    private @Nullable Throwable failure;

    /** One command at a time, in its part of the buffer. */
    private final class Io {
        private final ScsiTask task = new ScsiTask();
        private final int offset;
        private long place;
        private boolean write;
        private long beganNs;

        Io(int index) {
            offset = index * plan.commandBytes();
            task.attachment(this);
            task.clientData().add(buffer, offset, plan.commandBytes());
        }

        void submit() {
            place = nextPlace();
            write = isWrite();
            long lba = place * plan.blocks();
            if (write) {
                device.prepareWrite(task, lba, plan.blocks());
                if (plan.verify()) {
                    BenchPattern.fill(buffer, offset, plan.commandBytes(), lba * plan.blockBytes(), plan.seed());
                }
            } else {
                device.prepareRead(task, lba, plan.blocks());
            }
            beganNs = System.nanoTime();
            underWay++;
            if (device.submit(task, ON_COMPLETE) == SubmitResult.CLOSED) {
                underWay--;
                fail(new IllegalStateException("the session has ended"));
            }
        }

        void onComplete() {
            long nowNs = System.nanoTime();
            underWay--;
            if (!task.isGood()) {
                fail(ScsiException.of(task));
            } else if (!write && plan.verify()) {
                check();
            }
            if (beganNs - measureFromNs >= 0 && !stopping) {
                meter.record(nowNs - beganNs, write);
            }
            if (nowNs - endNs >= 0 || isSpanDone()) {
                stopping = true;
            }
            if (!stopping) {
                submit();
            } else if (underWay == 0) {
                finish();
            }
        }

        private void check() {
            long position = place * plan.commandBytes();
            int at = BenchPattern.findDifference(buffer, offset, plan.commandBytes(), position, plan.seed());
            if (at >= 0) {
                fail(new CliException(
                        ExitCodes.MISMATCH, "wrong data at byte " + (position + at) + ", seed " + plan.seed(), null));
            }
        }
    }

    /**
     * Prepares a run.
     *
     * @param wholeSpanOnce whether to end when every place was visited once
     */
    BenchRun(IsereDevice device, BenchPlan plan, boolean wholeSpanOnce) {
        this.device = device;
        this.plan = plan;
        this.wholeSpanOnce = wholeSpanOnce;
        buffer = device.buffer(Math.multiplyExact(plan.depth(), plan.commandBytes()));
        random = plan.seed() * 0x9E3779B97F4A7C15L | 1;
        meter = new BenchMeter(plan);
    }

    /** Runs; completes when the last command has ended. */
    Future<BenchMeter> start() {
        Io[] ios = new Io[plan.depth()];
        for (int i = 0; i < ios.length; i++) {
            ios[i] = new Io(i);
        }
        device.execute(() -> begin(ios));
        return done.future();
    }

    private void begin(Io[] ios) {
        long nowNs = System.nanoTime();
        measureFromNs = nowNs + plan.warmUpNs();
        endNs = plan.runNs() == Long.MAX_VALUE ? nowNs + Long.MAX_VALUE / 2 : measureFromNs + plan.runNs();
        meter.begin(measureFromNs);
        for (int i = 0; i < ios.length && !stopping && !isSpanDone(); i++) {
            ios[i].submit();
        }
        if (underWay == 0) {
            finish();
        }
    }

    private boolean isSpanDone() {
        return wholeSpanOnce && nextPlace >= plan.places();
    }

    private long nextPlace() {
        if (!plan.rw().random) {
            return nextPlace++ % plan.places();
        }
        return Math.floorMod(nextRandom(), plan.places());
    }

    private boolean isWrite() {
        int readPercent = plan.rw().readPercent;
        return readPercent == 0 || (readPercent < 100 && Math.floorMod(nextRandom(), 100) >= readPercent);
    }

    /** xorshift64. */
    private long nextRandom() {
        random ^= random << 13;
        random ^= random >>> 7;
        random ^= random << 17;
        return random;
    }

    private void fail(Throwable cause) {
        stopping = true;
        if (failure == null) {
            failure = cause;
        }
    }

    private void finish() {
        meter.end(System.nanoTime());
        device.release(buffer);
        if (failure == null) {
            done.tryComplete(meter);
        } else {
            done.tryFail(failure);
        }
    }
}
