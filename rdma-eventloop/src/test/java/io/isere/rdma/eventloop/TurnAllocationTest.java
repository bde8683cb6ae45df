package io.isere.rdma.eventloop;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.rdma.Allocation;
import io.isere.rdma.loop.LoopPollable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A turn of the loop allocates nothing, whether it finds work, spins or asks to sleep. */
class TurnAllocationTest {
    private static final int WARM_UP_TURNS = 30_000;
    private static final int TURNS = 10_000;

    @ParameterizedTest
    @MethodSource("io.isere.rdma.eventloop.LoopKinds#all")
    void tenThousandTurnsAllocateNothing(LoopOptions options) throws Exception {
        try (TestLoops loops = new TestLoops(1, options)) {
            NettyRdmaLoop loop = loops.loop(0);
            Meter meter = new Meter();
            TestLoops.run(loop, () -> loop.register(meter));
            TestLoops.await("the turns", meter.done);
            assertThat(meter.allocatedBytes).isZero();
        }
    }

    /** Has work in every third turn, and never lets the loop sleep. */
    private static final class Meter implements LoopPollable {
        private final CountDownLatch done = new CountDownLatch(1);
        private int turns;
        private long before;
        private volatile long allocatedBytes;

        @Override
        public int poll(int budget) {
            turns++;
            if (turns == WARM_UP_TURNS) {
                before = Allocation.ofThisThreadBytes();
            } else if (turns == WARM_UP_TURNS + TURNS) {
                allocatedBytes = Allocation.ofThisThreadBytes() - before;
                done.countDown();
            }
            return turns % 3 == 0 ? 1 : 0;
        }

        @Override
        public boolean arm() {
            return false;
        }

        @Override
        public void disarm() {}
    }
}
