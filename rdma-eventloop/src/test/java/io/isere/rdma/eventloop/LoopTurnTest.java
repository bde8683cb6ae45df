package io.isere.rdma.eventloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isere.rdma.loop.LoopPollable;
import io.isere.rdma.net.OnPurpose;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a turn of the loop does, in every mode and with every socket handler; judged by counters, never by time. */
class LoopTurnTest {
    private static final String ALL = "io.isere.rdma.eventloop.LoopKinds#all";
    private static final String SLEEPING = "io.isere.rdma.eventloop.LoopKinds#sleeping";

    private TestLoops loops;
    private NettyRdmaLoop loop;

    private void start(LoopOptions options) {
        loops = new TestLoops(1, options);
        loop = loops.loop(0);
    }

    @AfterEach
    void stop() {
        loops.close();
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void workFromAnotherThreadIsDoneWithinTheBudget(LoopOptions options) throws Exception {
        start(options.pollBudget(10));
        ScriptedPollable pollable = new ScriptedPollable();
        pollable.workDone = new CountDownLatch(100);
        register(pollable);
        pollable.pending.set(100);
        wake();
        TestLoops.await("100 pieces of work", pollable.workDone);
        TestLoops.run(loop, () -> {
            assertThat(pollable.work).isEqualTo(100);
            assertThat(pollable.largestBudget).isEqualTo(10);
            assertThat(pollable.thread).isSameAs(Thread.currentThread());
            assertThat(loop.counters().polledWork()).isEqualTo(100);
        });
    }

    @ParameterizedTest
    @MethodSource(SLEEPING)
    void aSleepingLoopIsWokenByATaskAndPollsThen(LoopOptions options) throws Exception {
        start(options);
        ScriptedPollable pollable = new ScriptedPollable();
        pollable.workDone = new CountDownLatch(1);
        register(pollable);
        TestLoops.await("armed", pollable.armedOnce);
        pollable.pending.set(1);
        wake();
        TestLoops.await("work", pollable.workDone);
        TestLoops.run(loop, () -> {
            assertThat(loop.counters().sleeps()).isPositive();
            assertThat(pollable.disarms).isPositive();
        });
    }

    @ParameterizedTest
    @MethodSource(SLEEPING)
    void anIdleLoopReallySleeps(LoopOptions options) throws Exception {
        start(options);
        ScriptedPollable pollable = new ScriptedPollable();
        register(pollable);
        TestLoops.await("armed", pollable.armedOnce);
        // From its first sleep to a timer the loop may turn a few times (this test's tasks, one more spin), but not on.
        CountDownLatch fired = new CountDownLatch(1);
        long[] sleeps = new long[2];
        TestLoops.run(
                loop,
                () -> loop.schedule(200_000_000, () -> {
                    sleeps[1] = loop.counters().sleeps();
                    fired.countDown();
                }));
        TestLoops.run(loop, () -> sleeps[0] = loop.counters().sleeps());
        TestLoops.await("timer", fired);
        assertThat(sleeps[1] - sleeps[0]).isBetween(1L, 20L);
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void onlyTheSleepingModesEverSleep(LoopOptions options) throws Exception {
        start(options);
        ScriptedPollable pollable = new ScriptedPollable();
        register(pollable);
        CountDownLatch fired = new CountDownLatch(1);
        TestLoops.run(loop, () -> loop.schedule(20_000_000, fired::countDown));
        TestLoops.await("timer", fired);
        boolean slept = TestLoops.on(loop, () -> loop.counters().sleeps() > 0);
        assertThat(slept).isEqualTo(options.mode() != LoopMode.BUSY);
        assertThat(TestLoops.on(loop, () -> pollable.arms > 0)).isEqualTo(slept);
    }

    @ParameterizedTest
    @MethodSource(SLEEPING)
    void workFoundWhileArmingIsPolledWithoutASleep(LoopOptions options) throws Exception {
        start(options.spinNs(0));
        List<String> events = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(1);
        LoopPollable first = new Recorder("first", events, () -> true, () -> {});
        boolean[] refusedOnce = new boolean[1];
        LoopPollable second = new Recorder(
                "second",
                events,
                () -> {
                    boolean armed = refusedOnce[0];
                    refusedOnce[0] = true;
                    return armed;
                },
                () -> {
                    if (refusedOnce[0]) {
                        done.countDown();
                    }
                });
        register(first, second);
        TestLoops.await("the poll after the refused arm", done);
        List<String> seen = TestLoops.on(loop, () -> List.copyOf(events));
        int refused = seen.indexOf("arm second");
        assertThat(seen.subList(refused - 1, refused + 4))
                .containsExactly("arm first", "arm second", "disarm first", "poll first", "poll second");
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void whatAPollableThrowsNeverEndsTheLoop(LoopOptions options) throws Exception {
        start(options);
        LoopPollable broken = new LoopPollable() {
            @Override
            public int poll(int budget) {
                throw new OnPurpose();
            }

            @Override
            public boolean arm() {
                throw new StackOverflowError("on purpose");
            }

            @Override
            public void disarm() {
                throw new OnPurpose();
            }
        };
        ScriptedPollable healthy = new ScriptedPollable();
        healthy.workDone = new CountDownLatch(50);
        register(broken, healthy);
        healthy.pending.set(50);
        TestLoops.await("the healthy one's work", healthy.workDone);
        assertThat(TestLoops.on(loop, () -> loop.counters().uncaught())).isPositive();
        TestLoops.run(loop, () -> loop.deregister(broken));
        long after = TestLoops.on(loop, () -> loop.counters().uncaught());
        assertThat(TestLoops.on(loop, () -> loop.counters().uncaught())).isEqualTo(after);
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void tasksAndTimersRunWhileAPollableIsNeverIdle(LoopOptions options) throws Exception {
        start(options);
        LoopPollable tireless = new Recorder("tireless", null, () -> false, () -> {}) {
            @Override
            public int poll(int budget) {
                return budget;
            }
        };
        register(tireless);
        CountDownLatch fired = new CountDownLatch(3);
        TestLoops.run(loop, () -> loop.schedule(1_000_000, fired::countDown));
        TestLoops.run(loop, () -> loop.schedule(0, fired::countDown));
        loop.execute(fired::countDown);
        TestLoops.await("tasks and timers", fired);
        TestLoops.run(loop, () -> {
            assertThat(loop.counters().sleeps()).isZero();
            assertThat(loop.counters().socketLooks()).isPositive();
        });
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aFloodOfTasksDoesNotStarveThePollables(LoopOptions options) throws Exception {
        start(options);
        ScriptedPollable pollable = new ScriptedPollable();
        pollable.workDone = new CountDownLatch(1000);
        AtomicBoolean flooding = new AtomicBoolean(true);
        register(pollable);
        loop.execute(new Runnable() {
            @Override
            public void run() {
                if (flooding.get()) {
                    loop.execute(this);
                }
            }
        });
        pollable.pending.set(1000);
        TestLoops.await("work amid tasks", pollable.workDone);
        flooding.set(false);
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void noPollFollowsADeregistration(LoopOptions options) throws Exception {
        start(options);
        ScriptedPollable victim = new ScriptedPollable();
        ScriptedPollable newcomer = new ScriptedPollable();
        int[] pollsAtRemoval = new int[1];
        CountDownLatch changed = new CountDownLatch(1);
        ScriptedPollable changer = new ScriptedPollable() {
            @Override
            public int poll(int budget) {
                if (polls++ == 3) {
                    loop.deregister(this);
                    loop.deregister(victim);
                    pollsAtRemoval[0] = victim.polls;
                    loop.register(newcomer);
                    changed.countDown();
                }
                return 1;
            }
        };
        register(changer, victim);
        TestLoops.await("the change", changed);
        newcomer.workDone = new CountDownLatch(1);
        newcomer.pending.set(1);
        wake();
        TestLoops.await("the newcomer's poll", newcomer.workDone);
        TestLoops.run(loop, () -> {
            assertThat(changer.polls).isEqualTo(4);
            assertThat(victim.polls).isEqualTo(pollsAtRemoval[0]);
        });
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void registrationIsForTheLoopAndForOnceOnly(LoopOptions options) throws Exception {
        start(options);
        ScriptedPollable pollable = new ScriptedPollable();
        assertThatThrownBy(() -> loop.register(pollable))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(Thread.currentThread().getName());
        register(pollable);
        TestLoops.run(
                loop,
                () -> assertThatThrownBy(() -> loop.register(pollable)).isInstanceOf(IllegalStateException.class));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aTimerThatThrowsIsReportedAndACancelledOneIsSilent(LoopOptions options) throws Exception {
        start(options);
        CountDownLatch last = new CountDownLatch(1);
        AtomicBoolean cancelledRan = new AtomicBoolean();
        TestLoops.run(loop, () -> {
            loop.schedule(1_000, () -> {
                throw new OnPurpose();
            });
            loop.schedule(2_000, () -> cancelledRan.set(true)).cancel();
            loop.schedule(3_000, last::countDown);
        });
        TestLoops.await("the last timer", last);
        assertThat(cancelledRan).isFalse();
        assertThat(TestLoops.on(loop, () -> loop.counters().uncaught())).isOne();
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void theEndOfTheLoopRunsItsHooks(LoopOptions options) throws Exception {
        start(options);
        List<String> hooks = new ArrayList<>();
        register(new ScriptedPollable());
        assertThat(RdmaLoops.of(loop.eventLoop())).isSameAs(loop);
        TestLoops.run(loop, () -> {
            assertThat(RdmaLoops.current()).isSameAs(loop);
            loop.onClose(() -> hooks.add("first added"));
            loop.onClose(() -> {
                throw new OnPurpose();
            });
            loop.onClose(() -> hooks.add("last added"));
        });
        assertThatThrownBy(RdmaLoops::current).isInstanceOf(IllegalStateException.class);
        loops.close();
        assertThat(hooks).containsExactly("last added", "first added");
        assertThatThrownBy(() -> RdmaLoops.of(loop.eventLoop())).isInstanceOf(IllegalStateException.class);
    }

    private void wake() {
        loop.execute(() -> {});
    }

    private void register(LoopPollable... pollables) throws Exception {
        TestLoops.run(loop, () -> {
            for (LoopPollable pollable : pollables) {
                loop.register(pollable);
            }
        });
    }

    /** Writes down what is called. */
    private static class Recorder implements LoopPollable {
        private final String name;
        private final List<String> events;
        private final BooleanSupplier arming;
        private final Runnable polling;

        Recorder(String name, List<String> events, BooleanSupplier arming, Runnable polling) {
            this.name = name;
            this.events = events;
            this.arming = arming;
            this.polling = polling;
        }

        @Override
        public int poll(int budget) {
            record("poll ");
            polling.run();
            return 0;
        }

        @Override
        public boolean arm() {
            record("arm ");
            return arming.getAsBoolean();
        }

        @Override
        public void disarm() {
            record("disarm ");
        }

        private void record(String what) {
            if (events != null && events.size() < 1000) {
                events.add(what + name);
            }
        }
    }
}
