package io.isere.vertx.load;

import io.isere.rdma.eventloop.RdmaLoops;
import io.isere.rdma.loop.RdmaLoop;
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
 * One session's part of a load: as many reusable commands as may be under way, sent when one has ended (closed loop) or when
 * one is due (open loop).
 *
 * <p>Thread: the session's loop, but for construction and {@link #run}. Lifetime: several phases, one after another.
 * Allocates at construction and at the begin of a phase, nothing per command.
 */
final class LoadJob {
    private static final ScsiCompletion ON_COMPLETE =
            task -> ((LoadCommand) Objects.requireNonNull(task.attachment())).onComplete();

    private final IsereDevice device;
    private final LoadJobPlan plan;
    private final Places places;
    private final LoadClock clock;
    private final ByteBuffer buffer;
    /** Commands that are not under way; a stack. */
    private final LoadCommand[] idle;

    private int idleCount;
    private LoadPhase phase = LoadPhase.once(LoadKind.READ);
    private @Nullable LoadMeter meter;
    private @Nullable LoadPacer pacer;
    private Promise<Void> done = Promise.promise();
    private int underWay;
    private boolean sending;
    private boolean stopping;
    private @Nullable Throwable failure;

    LoadJob(IsereDevice device, LoadJobPlan plan, Places places) {
        this.device = device;
        this.plan = plan;
        this.places = places;
        clock = new LoadClock(plan, places);
        buffer = device.buffer(Math.multiplyExact(plan.depth(), plan.commandBytes()));
        idle = new LoadCommand[plan.depth()];
    }

    /** One command at a time, in its part of the buffer. */
    private final class LoadCommand {
        private final ScsiTask task = new ScsiTask();
        private final int offset;
        private long place;
        private boolean write;
        private long dueNs;
        private long sentNs;

        LoadCommand(int index) {
            offset = index * plan.commandBytes();
            task.attachment(this);
            task.clientData().add(buffer, offset, plan.commandBytes());
        }

        void send(long due, long nowNs) {
            write = !places.chance(
                    phase.kind().isMixed() ? plan.readPercent() : phase.kind().readPercent());
            place = places.take(phase.kind().isRandom());
            long lba = place * plan.blocks();
            if (write) {
                if (plan.verify()) {
                    LoadPattern.fill(
                            buffer, offset, plan.commandBytes(), position(), key(places.nextGeneration(place)));
                }
                device.prepareWrite(task, lba, plan.blocks());
            } else {
                device.prepareRead(task, lba, plan.blocks());
            }
            sentNs = plan.verify() ? System.nanoTime() : nowNs;
            dueNs = phase.openLoop() ? due : sentNs;
            underWay++;
            if (device.submit(task, ON_COMPLETE) == SubmitResult.CLOSED) {
                underWay--;
                idle[idleCount++] = this;
                places.release(place);
                fail(new IllegalStateException("the session has ended"));
            }
        }

        void onComplete() {
            long nowNs = System.nanoTime();
            underWay--;
            idle[idleCount++] = this;
            if (!task.isGood()) {
                fail(ScsiException.of(task));
            } else if (!write && plan.verify()) {
                check();
            }
            places.release(place);
            LoadMeter measured = meter;
            if (measured != null && dueNs - phase.measureFromNs() >= 0) {
                measured.record(dueNs, sentNs, nowNs, write);
            }
            sendMore(nowNs, Integer.MAX_VALUE);
        }

        private long position() {
            return place * plan.commandBytes();
        }

        private long key(int generation) {
            return LoadPattern.key(plan.seed(), generation);
        }

        private void check() {
            int generation = places.generation(place);
            int at = LoadPattern.findDifference(buffer, offset, plan.commandBytes(), position(), key(generation));
            if (at >= 0) {
                fail(new LoadMismatchException(position() + at, generation, plan.seed()));
            }
        }
    }

    /**
     * Runs a phase, after the one before; any thread.
     *
     * @param meters what measures, asked for on the loop; null: nothing does
     * @return completes on the loop when the last command has ended; fails with what went wrong first
     */
    Future<Void> run(LoadPhase next, @Nullable LoadMeters meters) {
        Promise<Void> end = Promise.promise();
        device.execute(() -> {
            done = end;
            phase = next;
            meter = meters == null ? null : meters.ofLoop(device::execute);
            begin();
        });
        return end.future();
    }

    private void begin() {
        if (idle[0] == null) {
            for (idleCount = 0; idleCount < idle.length; idleCount++) {
                idle[idleCount] = new LoadCommand(idleCount);
            }
        }
        stopping = false;
        failure = null;
        places.restart();
        long nowNs = System.nanoTime();
        if (phase.openLoop()) {
            // A loop that comes late to it owes what was due since measuring began.
            long behindNs = Math.max(0, nowNs - phase.measureFromNs());
            clock.begin(nowNs - behindNs);
            RdmaLoop loop = RdmaLoops.current();
            pacer = new LoadPacer(this, loop);
            loop.register(pacer);
        }
        sendMore(nowNs, Integer.MAX_VALUE);
    }

    /** Called in each turn of the loop while this is an open loop. */
    int onTurn(int budget) {
        return sendMore(System.nanoTime(), budget);
    }

    /** When a turn is needed next though no command ends: when one is due, or the phase is over. */
    long nextTurnNs() {
        long dueNs = clock.dueNs();
        return dueNs - phase.endNs() < 0 && idleCount > 0 ? dueNs : phase.endNs();
    }

    /** A command may end within its submission: then this goes on, one command after another, and not deeper and deeper. */
    private int sendMore(long nowNs, int budget) {
        if (sending) {
            return 0;
        }
        sending = true;
        int sent = 0;
        while (sent < budget && idleCount > 0 && wantsMore(nowNs)) {
            long dueNs = nowNs;
            if (phase.openLoop()) {
                dueNs = clock.dueNs();
                clock.advance();
            }
            idle[--idleCount].send(dueNs, nowNs);
            sent++;
        }
        sending = false;
        if (underWay == 0 && isOver(nowNs)) {
            finish();
        }
        return sent;
    }

    private boolean wantsMore(long nowNs) {
        if (isOver(nowNs)) {
            return false;
        }
        return !phase.openLoop() || clock.dueNs() - nowNs <= 0;
    }

    private boolean isOver(long nowNs) {
        stopping |= nowNs - phase.endNs() >= 0 || (phase.once() && places.isRoundDone());
        return stopping;
    }

    private void fail(Throwable cause) {
        stopping = true;
        if (failure == null) {
            failure = cause;
        }
    }

    private void finish() {
        LoadPacer paced = pacer;
        if (paced != null) {
            pacer = null;
            RdmaLoops.current().deregister(paced);
            paced.disarm();
        }
        LoadMeter measured = meter;
        if (measured != null && phase.openLoop()) {
            measured.addNeverSent(clock.skipUntil(phase.endNs()));
        }
        if (failure == null) {
            done.tryComplete();
        } else {
            done.tryFail(failure);
        }
    }

    /** Gives the memory back; no phase runs. */
    void release() {
        device.release(buffer);
    }
}
