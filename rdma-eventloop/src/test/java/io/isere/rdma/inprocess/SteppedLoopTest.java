package io.isere.rdma.inprocess;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.rdma.loop.LoopPollable;
import io.isere.rdma.loop.LoopTimer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A loop that does nothing by itself. */
class SteppedLoopTest {
    private final SteppedLoop loop = new SteppedLoop();
    private final List<String> log = new ArrayList<>();

    @Test
    void tasksRunInTheNextStepAndTheirTasksInTheOneAfter() {
        loop.execute(() -> {
            log.add("first");
            loop.execute(() -> log.add("second"));
        });
        assertThat(log).isEmpty();
        loop.step();
        assertThat(log).containsExactly("first");
        loop.step();
        assertThat(log).containsExactly("first", "second");
        assertThat(loop.isIdle()).isTrue();
    }

    @Test
    void timersFireInTheirOrderWhenTheClockHasMoved() {
        loop.schedule(20, () -> log.add("later"));
        loop.schedule(10, () -> log.add("sooner"));
        loop.schedule(10, () -> log.add("sooner too"));
        LoopTimer cancelled = loop.schedule(10, () -> log.add("never"));
        cancelled.cancel();
        loop.runUntilIdle();
        assertThat(log).isEmpty();
        loop.advanceNs(10);
        loop.runUntilIdle();
        assertThat(log).containsExactly("sooner", "sooner too");
        loop.advanceNs(100);
        loop.runUntilIdle();
        assertThat(log).containsExactly("sooner", "sooner too", "later");
        assertThat(loop.timerCount()).isZero();
        cancelled.cancel();
    }

    @Test
    void aPollableIsNotPolledAfterItsRemovalNorAnotherLeftOut() {
        List<LoopPollable> all = new ArrayList<>();
        for (String name : new String[] {"a", "b", "c"}) {
            LoopPollable pollable = new LoopPollable() {
                @Override
                public int poll(int budget) {
                    log.add(name);
                    if (name.equals("b")) {
                        loop.deregister(all.get(0));
                        loop.deregister(this);
                    }
                    return 0;
                }

                @Override
                public boolean arm() {
                    return true;
                }

                @Override
                public void disarm() {}
            };
            all.add(pollable);
            loop.register(pollable);
        }
        loop.step();
        loop.step();
        assertThat(log).containsExactly("a", "b", "c", "c");
    }

    @Test
    void whatATaskThrowsIsReportedAndTheLoopGoesOn() {
        loop.execute(() -> {
            throw new IllegalStateException("thrown on purpose");
        });
        loop.execute(() -> log.add("next"));
        loop.runUntilIdle();
        assertThat(log).containsExactly("next");
        assertThat(loop.uncaught()).hasSize(1);
    }
}
