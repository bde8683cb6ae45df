package io.isere.rdma.soft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isere.rdma.inprocess.InProcessProvider;
import io.isere.rdma.inprocess.SteppedLoop;
import io.isere.rdma.net.NioStreamSockets;
import io.isere.rdma.verbs.ConnectFailure;
import io.isere.rdma.verbs.ConnectionEvents;
import io.isere.rdma.verbs.ConnectionInfo;
import io.isere.rdma.verbs.DeviceContext;
import io.isere.rdma.verbs.Disconnect;
import io.isere.rdma.verbs.QueuePairOptions;
import io.isere.rdma.verbs.RdmaDevice;
import io.isere.rdma.verbs.RdmaException;
import io.isere.rdma.verbs.WorkRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Queues that make what they need when they need it. */
class GrowingQueuesTest {
    private final SteppedLoop loop = new SteppedLoop();
    private final RdmaDevice device = new InProcessProvider().open(new DeviceContext(loop, new NioStreamSockets(loop)));
    private final SoftCompletionQueue completions = (SoftCompletionQueue) device.createCompletionQueue(5_000);
    private final List<Long> seen = new ArrayList<>();

    @Test
    void shouldDeliverInOrderWhatWaitedWhileTheCompletionQueueGrew() {
        SoftQueuePair pair = pair(3);
        WorkQueue queue = new WorkQueue(8, 1);
        complete(pair, queue, 0, 5);
        completions.poll(3);
        // Now its end lies before its begin in the ring.
        complete(pair, queue, 5, 9);
        pair(1_000);
        complete(pair, queue, 9, 11);
        assertThat(completions.size()).isEqualTo(8);
        assertThat(completions.poll(100)).isEqualTo(8);
        assertThat(seen).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
        assertThat(completions.size()).isZero();
    }

    @Test
    void shouldRefuseMoreThanItsCapacity() {
        pair(2_000);
        assertThatThrownBy(() -> pair(1_000))
                .isInstanceOf(RdmaException.class)
                .hasMessageContaining("of 5000 in the completion queue 4000 are reserved");
    }

    @Test
    void shouldMakeAsManyEntriesAsWereEverOutstanding() {
        WorkQueue queue = new WorkQueue(64, 1);
        Set<WorkEntry> entries = new HashSet<>();
        for (int round = 0; round < 100; round++) {
            Set<Integer> indexes = new HashSet<>();
            for (int i = 0; i < 3; i++) {
                WorkEntry entry = queue.add(new WorkRequest(1).id(i));
                entries.add(entry);
                assertThat(indexes.add(entry.index())).isTrue();
                assertThat(entry.index()).isLessThan(queue.entryCount());
            }
            for (int i = 0; i < 3; i++) {
                WorkEntry oldest = queue.oldest();
                assertThat(oldest).isNotNull();
                assertThat(oldest.id()).isEqualTo(i);
                queue.issue();
                queue.retire();
                queue.giveBackCredit();
            }
        }
        assertThat(entries).hasSize(3);
    }

    private void complete(SoftQueuePair pair, WorkQueue queue, int from, int to) {
        for (int i = from; i < to; i++) {
            completions.add(pair, queue, queue.add(new WorkRequest(1).id(i)));
            queue.issue();
            queue.retire();
        }
    }

    private SoftQueuePair pair(int depth) {
        return (SoftQueuePair) device.createQueuePair(new QueuePairOptions(
                completions, depth, depth, 1, completion -> seen.add(completion.id()), new Silent()));
    }

    /** No connection is made. */
    private static final class Silent implements ConnectionEvents {
        @Override
        public void onEstablished(ConnectionInfo info) {}

        @Override
        public void onConnectFailed(ConnectFailure failure) {}

        @Override
        public void onDisconnected(Disconnect disconnect) {}
    }
}
