package io.isere.vertx;

import static io.isere.vertx.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.scsi.task.ScsiCompletion;
import io.isere.scsi.task.ScsiTask;
import io.isere.vertx.testing.Rig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Nothing is allocated per command, on either side: what the loops' threads allocate while 4 KiB commands run.
 *
 * <p>A connection's timer runs once a second and allocates, and so does the compiler when it changes its mind. Hence slices
 * of 1,000 commands: what a command allocates shows in every slice, what a timer allocates in few.
 */
class AllocationTest {
    private static final int COMMANDS_A_SLICE = 1_000;
    private static final int WARM_UP_SLICES = 30;
    private static final int SLICES = 30;
    /** Slices that allocate nothing: 10,000 commands at least. */
    private static final int WANTED = 15;

    private static final int DEPTH = 16;
    private static final int BLOCKS = 8;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @CsvSource({"inprocess, READ", "inprocess, WRITE", "iwarp, READ", "iwarp, WRITE", "tcp, READ", "tcp, WRITE"})
    void shouldAllocateNothing(String wire, Kind kind) {
        try (Rig rig = new Rig(wire, new RamBackstore(1 << 20))) {
            Load load = new Load(rig.device(), kind);
            for (int i = 0; i < WARM_UP_SLICES; i++) {
                await(load.slice());
            }
            Slices target = new Slices(threadOf(rig.targetVertx().getOrCreateContext()));
            Slices initiator = new Slices(threadOf(rig.initiatorVertx().getOrCreateContext()));
            for (int i = 0; i < SLICES; i++) {
                target.begin();
                initiator.begin();
                await(load.slice());
                target.end();
                initiator.end();
            }
            assertThat(target.empty).as("target: slices that allocated nothing").isGreaterThanOrEqualTo(WANTED);
            assertThat(initiator.empty)
                    .as("initiator: slices that allocated nothing")
                    .isGreaterThanOrEqualTo(WANTED);
        }
    }

    enum Kind {
        READ,
        WRITE
    }

    /** The rig's Vert.x have one loop each, so any context tells its thread. */
    private static long threadOf(Context context) {
        Promise<Long> id = Promise.promise();
        context.runOnContext(nothing -> id.complete(Thread.currentThread().getId()));
        return await(id.future());
    }

    /** Counts the slices in which a thread allocated nothing. */
    private static final class Slices {
        private final long threadId;
        private long before;
        private int empty;

        Slices(long threadId) {
            this.threadId = threadId;
        }

        void begin() {
            before = THREADS.getThreadAllocatedBytes(threadId);
        }

        void end() {
            if (THREADS.getThreadAllocatedBytes(threadId) == before) {
                empty++;
            }
        }
    }

    /** Runs commands with reusable tasks. */
    private static final class Load implements ScsiCompletion {
        private final IsereDevice device;
        private final Kind kind;
        private final ScsiTask[] tasks = new ScsiTask[DEPTH];
        private final Runnable begin = this::begin;
        private volatile Promise<Void> done = Promise.promise();
        private int left;
        private int underWay;

        Load(IsereDevice device, Kind kind) {
            this.device = device;
            this.kind = kind;
            for (int i = 0; i < DEPTH; i++) {
                tasks[i] = new ScsiTask();
                tasks[i].clientData().add(device.buffer(BLOCKS * 512), 0, BLOCKS * 512);
            }
        }

        /** Runs one slice; what the call itself allocates, it does before and on the caller's thread. */
        Future<Void> slice() {
            done = Promise.promise();
            device.execute(begin);
            return done.future();
        }

        private void begin() {
            left = COMMANDS_A_SLICE;
            for (int i = 0; i < DEPTH; i++) {
                submit(tasks[i], i);
            }
        }

        private void submit(ScsiTask task, int place) {
            left--;
            underWay++;
            if (kind == Kind.READ) {
                device.prepareRead(task, (long) place * BLOCKS, BLOCKS);
            } else {
                device.prepareWrite(task, (long) place * BLOCKS, BLOCKS);
            }
            device.submit(task, this);
        }

        @Override
        public void onComplete(ScsiTask task) {
            underWay--;
            if (!task.isGood()) {
                done.tryFail(task.toString());
            } else if (left > 0) {
                submit(task, left % 64);
            } else if (underWay == 0) {
                done.complete();
            }
        }
    }
}
